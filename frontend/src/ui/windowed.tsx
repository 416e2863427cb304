import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface WindowedProps {
  /** How many rows there are in all. */
  total: number;
  /** Height of every row, pixels. */
  height: number;
  label: string;
  /** Asked for rows `start` … `start + count`; the parent answers by rendering them as children. */
  onWindow: (start: number, count: number) => void;
  start: number;
  children: ComponentChildren;
}

const SPARE = 8;
const MOST = 60;

/** A long list of which only the rows in sight are in the document (at most 60). The page scrolls, not the list. */
export function Windowed({ total, height, label, onWindow, start, children }: WindowedProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const look = (): void => {
      const top = -(list.current?.getBoundingClientRect().top ?? 0);
      const first = Math.max(0, Math.min(Math.floor(top / height), total) - SPARE);
      const count = Math.min(MOST, Math.ceil(innerHeight / height) + 2 * SPARE);
      // Steps of four rows: not every pixel of scrolling asks the worker.
      const from = first - (first % 4);
      setAsked((old) => {
        const now = `${from} ${count}`;
        if (now !== old) onWindow(from, count);
        return now;
      });
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [total, height, onWindow]);
  return (
    <ul ref={list} class="windowed" aria-label={label} data-window={asked} style={{ height: `${total * height}px`, paddingTop: `${start * height}px` }}>
      {children}
    </ul>
  );
}
