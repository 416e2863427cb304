import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, type Key } from '../i18n/index.ts';

export interface Column<T> {
  id: string;
  title: Key;
  /** The title in words, where it is nobody's key. */
  label?: string;
  /** The API's name for sorting by it. */
  ordering?: string;
  /** Figures stand right. */
  isFigure?: boolean;
  cell: (row: T) => ComponentChildren;
}

interface TableProps<T extends { id: string }> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  ordering: string;
  onOrder: (column: string) => void;
  /** The row shown beside the list. */
  open: string | null;
  onOpen: (row: T) => void;
  /** Enter on the row shown beside the list. */
  onEnter?: (row: T) => void;
  /** The end of what is loaded comes near. */
  onEnd: () => void;
  isMore: boolean;
  /** Rows can be ticked: which are, and what to do when one is, or all that are loaded. */
  selection?: { ids: Set<string>; name: (row: T) => string; onToggle: (rows: T[], on: boolean) => void };
}

const HEIGHT = 44;
const SPARE = 10;

/** A long table of which only the rows in sight are in the document; J and K move, Enter opens the page of the row shown. */
export function Table<T extends { id: string }>({ label, rows, columns, ordering, onOrder, open, onOpen, onEnter, onEnd, isMore, selection }: TableProps<T>): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = box.current?.clientHeight ?? 800;
  const first = Math.max(0, Math.floor(top / HEIGHT) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / HEIGHT) + SPARE);
  useEffect(() => {
    if (isMore && last >= rows.length - SPARE) onEnd();
  }, [last, rows.length, isMore]);
  const move = (event: KeyboardEvent): void => {
    const shown = rows.find((row) => row.id === open);
    const isOnIt = event.target === box.current || (event.target as Element).closest('.is-open');
    if (event.key === 'Enter' && shown && onEnter && isOnIt) {
      event.preventDefault();
      return onEnter(shown);
    }
    const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const at = rows.findIndex((row) => row.id === open);
    const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    if (!row) return;
    onOpen(row);
    keepInSight(box.current, rows.indexOf(row));
  };
  return (
    <div class="table" ref={box} tabIndex={0} role="region" aria-label={label} onScroll={(event) => setTop(event.currentTarget.scrollTop)} onKeyDown={move}>
      <table aria-rowcount={isMore ? -1 : rows.length}>
        <thead>
          <tr>
            {selection && (
              <th scope="col" class="tick">
                <input type="checkbox" aria-label={t('desk.select_all')} checked={rows.length > 0 && rows.every(({ id }) => selection.ids.has(id))} onChange={(event) => selection.onToggle(rows, event.currentTarget.checked)} />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.id} column={column} ordering={ordering} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={first} columns={columns.length + (selection ? 1 : 0)} />
          {rows.slice(first, last).map((row) => (
            <tr key={row.id} class={row.id === open ? 'is-open' : ''} aria-selected={row.id === open} onClick={() => onOpen(row)}>
              {selection && (
                <td class="tick" onClick={(event) => event.stopPropagation()}>
                  <input type="checkbox" aria-label={t('desk.select', { name: selection.name(row) })} checked={selection.ids.has(row.id)} onChange={(event) => selection.onToggle([row], event.currentTarget.checked)} />
                </td>
              )}
              {columns.map((column) => (
                <td key={column.id} class={column.isFigure ? 'figure' : ''}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          <Spacer rows={rows.length - last} columns={columns.length + (selection ? 1 : 0)} />
        </tbody>
      </table>
    </div>
  );
}

function Head<T>({ column, ordering, onOrder }: { column: Column<T>; ordering: string; onOrder: (column: string) => void }): JSX.Element {
  const name = column.ordering;
  const title = column.label ?? t(column.title);
  if (!name) return <th scope="col">{title}</th>;
  const sorted = ordering === name ? 'ascending' : ordering === `-${name}` ? 'descending' : undefined;
  return (
    <th scope="col" class={column.isFigure ? 'figure' : ''} {...(sorted ? { 'aria-sort': sorted } : {})}>
      <button type="button" onClick={() => onOrder(name)}>
        {title}
        <span aria-hidden="true">{sorted === 'ascending' ? ' ↑' : sorted === 'descending' ? ' ↓' : ''}</span>
      </button>
    </th>
  );
}

function Spacer({ rows, columns }: { rows: number; columns: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${rows * HEIGHT}px` }} />
    </tr>
  );
}

function keepInSight(box: HTMLDivElement | null, index: number): void {
  if (!box) return;
  const [from, to] = [index * HEIGHT, (index + 1) * HEIGHT];
  const head = HEIGHT;
  if (from < box.scrollTop) box.scrollTop = from;
  else if (to + head > box.scrollTop + box.clientHeight) box.scrollTop = to + head - box.clientHeight;
}
