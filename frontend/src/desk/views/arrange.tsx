import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { moved } from './order.ts';
import type { SavedView } from './savedViews.tsx';

/** The order in which the views stand, one's own and the shared ones apart; each moves by a button, so that keys do as well. */
export function ArrangeSheet({ groups, onClose }: { groups: SavedView[][]; onClose: () => void }): JSX.Element {
  const names = new Map(groups.flat().map(({ id, name }) => [id, name]));
  const list = useRef<HTMLDivElement>(null);
  const initial = { orders: groups.map((group) => group.map(({ id }) => id)) };
  const save = async ({ orders }: typeof initial): Promise<void> => {
    for (const [i, order] of orders.entries()) if (order.join() !== initial.orders[i]?.join()) await post('saved-views/arrange', { body: { views: order } });
    toast(t('views.arranged'));
  };
  return (
    <FormSheet title={t('views.arrange_title')} draft="views/order" initial={initial} save={save} onClose={onClose}>
      {({ values, set }) => {
        const move = (group: number, at: number, step: 1 | -1): void => {
          const id = values.orders[group]?.[at] ?? '';
          set({ orders: values.orders.map((order, i) => (i === group ? moved(order, at, step) : order)) });
          // A row that was moved in the document has lost the focus.
          requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-view="${id}"] button:not([disabled])[data-step="${step}"], [data-view="${id}"] button:not([disabled])`)?.focus());
        };
        return (
          <div class="stack" ref={list}>
            {values.orders.map(
              (order, group) =>
                order.length > 0 && (
                  <div key={group}>
                    <p class="label">{t(group === 0 ? 'views.mine' : 'views.shared')}</p>
                    <ol class="rows">
                      {order.map((id, at) => (
                        <li class="row" key={id} data-view={id}>
                          <span class="row__body">{names.get(id) ?? id}</span>
                          <span class="arrange__steps">
                            <IconButton name="back" label={t('views.up', { name: names.get(id) ?? '' })} data-step={-1} disabled={at === 0} onClick={() => move(group, at, -1)} />
                            <IconButton name="forward" label={t('views.down', { name: names.get(id) ?? '' })} data-step={1} disabled={at === order.length - 1} onClick={() => move(group, at, 1)} />
                          </span>
                        </li>
                      ))}
                    </ol>
                  </div>
                ),
            )}
          </div>
        );
      }}
    </FormSheet>
  );
}
