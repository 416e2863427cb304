import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { coordinatesText } from '../../domain/coordinates.ts';
import { clockText } from '../../domain/hours.ts';
import { day, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { weekdayText } from '../../ui/weekdays.tsx';
import { post } from '../forms/writing.ts';
import { AbsenceSheet, ShiftSheet, type Shift } from './workingSheets.tsx';
import { refusalText } from './words.ts';

interface Absence {
  id: string;
  kind: 'leave' | 'training' | 'meeting' | 'illness';
  since: string;
  until: string;
  note: string;
  archived_at: string | null;
}

/** When this manager works and when not: what the hours there are come from (rows 17, 79). */
export function WorkingTime({ manager, name, today, mayEdit }: { manager: string; name: string; today: string; mayEdit: boolean }): JSX.Element {
  const [open, setOpen] = useState<'shift' | 'absence' | null>(null);
  const shifts = useLive('list', { resource: 'shifts', query: { manager, limit: 1 } }, ['shifts']);
  const away = useLive('list', { resource: 'absences', query: { manager, ordering: '-since', limit: 100 } }, ['absences']);
  const shift = shifts.data?.results[0] as unknown as Shift | undefined;
  const absences = ((away.data?.results ?? []) as unknown as Absence[]).filter(({ archived_at: off, until }) => !off && until >= today).reverse();
  const callOff = async (absence: Absence): Promise<void> => {
    try {
      await post(`absences/${absence.id}/call-off`);
      toast(t('shift.called_off'));
    } catch (refused) {
      toast(refusalText(refused as Error));
    }
    away.reload();
  };
  return (
    <details class="planner__more">
      <summary>{t('shift.title')}</summary>
      {shifts.data && <p>{shift ? shiftText(shift) : t('shift.usual')}</p>}
      {shift && <p class="hint">{shift.start_latitude == null ? t('shift.no_start') : t('shift.start', { place: coordinatesText(shift.start_latitude, shift.start_longitude) })}</p>}
      <h3 class="label">{t('shift.away')}</h3>
      {away.data && !absences.length && <p class="hint">{t('shift.away_none')}</p>}
      <ul>
        {absences.map((absence) => (
          <li key={absence.id} class="planner__away">
            <span>{[absence.since === absence.until ? day(absence.since) : `${day(absence.since)} – ${day(absence.until)}`, t(`shift.kind.${absence.kind}`), absence.note].filter(Boolean).join(' · ')}</span>
            {mayEdit && (
              <Button small kind="quiet" aria-label={`${t('shift.call_off')} ${day(absence.since)}`} onClick={() => void callOff(absence)}>
                {t('shift.call_off')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayEdit && shifts.data && (
        <p class="planner__acts">
          <Button small onClick={() => setOpen('shift')}>
            {t('shift.edit')}
          </Button>
          <Button small icon="plus" onClick={() => setOpen('absence')}>
            {t('shift.add_away')}
          </Button>
        </p>
      )}
      {open === 'shift' && <ShiftSheet manager={manager} name={name} shift={shift} reload={shifts.reload} onClose={() => (setOpen(null), shifts.reload())} />}
      {open === 'absence' && <AbsenceSheet manager={manager} name={name} today={today} onClose={() => (setOpen(null), away.reload())} />}
    </details>
  );
}

/** "周一、周二 8:30 – 17:30，午休 45 分钟（11:30 – 13:00 之间）" */
function shiftText(shift: Shift): string {
  const said = t('shift.said', { days: shift.weekdays.map(weekdayText).join(t('desk.or')), from: clockText(shift.starts_at), to: clockText(shift.ends_at) });
  return shift.lunch_from ? `${said}${t('shift.lunch', { minutes: shift.lunch_minutes, from: clockText(shift.lunch_from), to: clockText(shift.lunch_until) })}` : said;
}
