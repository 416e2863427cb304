import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { NODE, pathOf, type Layout, type Place } from '../../domain/chain/layout.ts';
import { number, t } from '../../i18n/index.ts';
import { layoutOf } from './order.ts';
import { nameOf, toneOf, type Chain, type Link, type Step } from './rows.ts';

interface DrawingProps {
  chain: Chain;
  /** The edge or the step shown beside. */
  chosen: string;
  onLink: (key: string) => void;
  onStep: (id: string) => void;
  /** Drawn with the mouse from one step to another; missing for who may not. */
  onJoin?: (supplier: string, customer: string) => void;
}

const MOVED = 6;
const LINE_UNITS = 18;

/** The chain as a picture. The list beside it says and does the same by keyboard, so that nothing in here takes the focus. */
export function Drawing({ chain, chosen, onLink, onStep, onJoin }: DrawingProps): JSX.Element {
  const drawn = useMemo(() => layoutOf(chain), [chain]);
  const drag = useDrag(drawn, onJoin);
  const weakest = chain.nodes.find((node) => node.id === chain.weakest.step);
  return (
    <figure class="chain-drawing">
      <svg
        ref={drag.svg}
        role="img"
        aria-label={t('chain.drawing', { steps: chain.nodes.length, links: chain.edges.length, weakest: weakest ? nameOf(weakest) : t('chain.unknown') })}
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
        style={{ maxWidth: `${drawn.width}px`, minWidth: `${Math.round(drawn.width * 0.75)}px` }}
        onPointerMove={drag.move}
        onPointerUp={drag.end}
        onPointerLeave={drag.cancel}
      >
        <defs>
          {['plain', 'chosen', 'red'].map((look) => (
            <marker key={look} id={`arrow-${look}`} viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
              <path d="M0 0 8 4 0 8z" class={`arrow arrow--${look}`} />
            </marker>
          ))}
        </defs>
        {chain.edges.map((edge) => (
          <Arrow key={edge.key} edge={edge} chain={chain} drawn={drawn} isChosen={chosen === edge.key || chosen === edge.supplier || chosen === edge.customer} onChoose={() => onLink(edge.key)} />
        ))}
        {chain.edges.map((edge) => (
          <Flag key={edge.key} edge={edge} points={drawn.lines.get(edge.key) ?? []} isWeakest={edge.key === chain.weakest.edge} />
        ))}
        {chain.nodes.map((step) => {
          const at = drawn.at.get(step.id);
          return at && <Box key={step.id} step={step} at={at} isWeakest={step.id === chain.weakest.step} isChosen={chosen === step.id} canDraw={Boolean(onJoin && step.account)} onDown={(event) => drag.start(step.id, event)} onChoose={() => !drag.justDrawn() && onStep(step.id)} />;
        })}
        {drag.line && <path class="chain-rubber" d={`M${drag.line.from.x} ${drag.line.from.y} L${drag.line.to.x} ${drag.line.to.y}`} marker-end="url(#arrow-chosen)" />}
      </svg>
      <figcaption class="hint">{onJoin ? t('chain.legend_draw') : t('chain.legend')}</figcaption>
    </figure>
  );
}

function Arrow({ edge, chain, drawn, isChosen, onChoose }: { edge: Link; chain: Chain; drawn: Layout; isChosen: boolean; onChoose: () => void }): JSX.Element | null {
  const points = drawn.lines.get(edge.key);
  if (!points) return null;
  const isBack = drawn.back.has(edge.key);
  const isWrong = drawn.circles.has(edge.key);
  const path = pathOf(points, isBack);
  const tone = toneOf(edge.score);
  const isWeakest = edge.key === chain.weakest.edge;
  const marker = isWrong || isWeakest ? 'red' : isChosen ? 'chosen' : 'plain';
  return (
    <g class={['chain-arrow', `chain-arrow--${tone}`, isBack && 'chain-arrow--back', isWrong && 'chain-arrow--wrong', isWeakest && 'chain-arrow--weakest', isChosen && 'chain-arrow--chosen'].filter(Boolean).join(' ')} data-edge={edge.key} onClick={onChoose}>
      <title>{[edge.service, isWrong && t('chain.circle'), edge.overdue > 0 && t('chain.overdue', { count: edge.overdue })].filter(Boolean).join(' · ')}</title>
      <path class="chain-arrow__grip" d={path} />
      <path class="chain-arrow__line" d={path} marker-end={`url(#arrow-${marker})`} />
    </g>
  );
}

/** What must be seen first; drawn over all lines. */
function Flag({ edge, points, isWeakest }: { edge: Link; points: Place[]; isWeakest: boolean }): JSX.Element | null {
  if (!edge.overdue && !isWeakest) return null;
  const at = middle(points);
  return (
    <g transform={`translate(${at.x} ${at.y})`} class="chain-flag">
      <rect x="-34" y="-12" width="68" height="24" rx="12" />
      <text text-anchor="middle" y="4">
        {edge.overdue > 0 ? t('chain.late_short', { count: edge.overdue }) : t('chain.weakest')}
      </text>
    </g>
  );
}

function middle(points: Place[]): Place {
  const i = Math.floor((points.length - 1) / 2);
  const [a, b] = [points[i], points[i + 1]];
  return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : { x: 0, y: 0 };
}

interface BoxProps {
  step: Step;
  at: Place;
  isWeakest: boolean;
  isChosen: boolean;
  canDraw: boolean;
  onDown: (event: PointerEvent) => void;
  onChoose: () => void;
}

function Box({ step, at, isWeakest, isChosen, canDraw, onDown, onChoose }: BoxProps): JSX.Element {
  const name = nameOf(step);
  const lines = wrapped(name);
  const value = step.account ? (step.score.value === null ? '' : number(step.score.value, 1)) : '';
  const classes = ['chain-step', `chain-step--${toneOf(step.score)}`, !step.account && 'chain-step--customers', step.is_mine && 'chain-step--mine', isWeakest && 'chain-step--weakest', isChosen && 'chain-step--chosen', canDraw && 'chain-step--draws'];
  return (
    <g class={classes.filter(Boolean).join(' ')} data-step={step.id} transform={`translate(${at.x - NODE.width / 2} ${at.y - NODE.height / 2})`} onPointerDown={onDown} onClick={onChoose}>
      <title>{[name, isWeakest && t('chain.weakest')].filter(Boolean).join(' · ')}</title>
      <rect class="chain-step__box" width={NODE.width} height={NODE.height} rx="10" />
      <rect class="chain-step__mark" x="6" y="10" width="4" height={NODE.height - 20} rx="2" />
      {lines.map((line, i) => (
        <text key={line} x="18" y={NODE.height / 2 + (lines.length === 1 ? 5 : i ? 15 : -3)}>
          {line}
        </text>
      ))}
      {value && (
        <text class="chain-step__score" x={NODE.width - 8} y="15" text-anchor="end">
          {value}
        </text>
      )}
    </g>
  );
}

/** A name in at most two lines; a Chinese character is as wide as two letters. */
export function wrapped(name: string): string[] {
  const lines = [''];
  let width = 0;
  for (const letter of name) {
    const units = /[\u2e80-\uffef]/.test(letter) ? 2 : 1;
    if (width + units > LINE_UNITS) {
      if (lines.length === 2) return [lines[0] ?? '', `${lines[1]?.slice(0, -1)}…`];
      lines.push('');
      width = 0;
    }
    lines[lines.length - 1] += letter;
    width += units;
  }
  return lines;
}

interface Rubber {
  from: Place;
  to: Place;
}

/** Pressing on a step and letting go over another one joins them; less than a few pixels is a click. */
function useDrag(drawn: Layout, onJoin: DrawingProps['onJoin']) {
  const svg = useRef<SVGSVGElement>(null);
  const started = useRef<{ id: string; x: number; y: number } | null>(null);
  const finishedAt = useRef(0);
  const [line, setLine] = useState<Rubber | null>(null);
  const inside = (event: PointerEvent): Place => {
    const box = svg.current?.getBoundingClientRect();
    const scale = box?.width ? drawn.width / box.width : 1;
    return { x: (event.clientX - (box?.left ?? 0)) * scale, y: (event.clientY - (box?.top ?? 0)) * scale };
  };
  const cancel = (): void => {
    started.current = null;
    setLine(null);
  };
  return {
    svg,
    line,
    cancel,
    justDrawn: () => Date.now() - finishedAt.current < 100,
    start: (id: string, event: PointerEvent) => {
      if (onJoin && event.button === 0 && event.pointerType !== 'touch') started.current = { id, x: event.clientX, y: event.clientY };
    },
    move: (event: PointerEvent) => {
      const from = started.current && drawn.at.get(started.current.id);
      if (!from || !started.current) return;
      if (line || Math.hypot(event.clientX - started.current.x, event.clientY - started.current.y) > MOVED) setLine({ from, to: inside(event) });
    },
    end: (event: PointerEvent) => {
      const from = started.current?.id;
      const over = (event.target as Element).closest('[data-step]')?.getAttribute('data-step');
      const wasDrawing = line !== null;
      cancel();
      if (!wasDrawing) return;
      finishedAt.current = Date.now();
      if (from && over && over !== from && !over.startsWith('customers:')) onJoin?.(from, over);
    },
  };
}
