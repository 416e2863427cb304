/** In which layer each step of the process stands: by the longest way from its beginning, so that every link leads onwards. */

export interface Arrow {
  key: string;
  from: string;
  to: string;
  /** Drawn by a person as leading to an earlier step. */
  goesBack?: boolean;
}

export interface Layered {
  /** Ids by layer, from the beginning to the end. */
  layers: string[][];
  layerOf: Map<string, number>;
  /** Keys of the arrows that lead back: those marked, and those that close a circle all the same. */
  back: Set<string>;
  /** Keys of the unmarked ones among them: something is wrong in the chain. */
  circles: Set<string>;
}

/** Arrows to or from an unknown step are left out. `atEnd` names the steps of the last layer: the end customers. */
export function layered(ids: readonly string[], arrows: readonly Arrow[], atEnd: ReadonlySet<string> = new Set()): Layered {
  const known = new Set(ids);
  const sound = arrows.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
  const circles = circlesOf(ids, sound.filter((arrow) => !arrow.goesBack));
  const back = new Set([...sound.filter((arrow) => arrow.goesBack).map(({ key }) => key), ...circles]);
  const onwards = sound.filter(({ key }) => !back.has(key));
  const layerOf = longestWays(ids, onwards);
  moveSourcesOn(ids, onwards, layerOf);
  const last = Math.max(0, ...layerOf.values());
  for (const id of ids) if (atEnd.has(id)) layerOf.set(id, Math.max(last, layerOf.get(id) ?? 0));
  const count = ids.length ? Math.max(...layerOf.values()) + 1 : 0;
  const layers = Array.from({ length: count }, (_, layer) => ids.filter((id) => layerOf.get(id) === layer));
  return { layers: layers.filter((layer) => layer.length), layerOf: numbered(layers), back, circles };
}

/** The arrows that lead to a step on the way to themselves, found in the order given; a long chain never overflows the stack. */
function circlesOf(ids: readonly string[], arrows: readonly Arrow[]): Set<string> {
  const out = grouped(arrows, 'from');
  const state = new Map<string, 'open' | 'done'>();
  const circles = new Set<string>();
  for (const root of ids) {
    if (state.has(root)) continue;
    const path: { id: string; next: number }[] = [{ id: root, next: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const arrow = out.get(top.id)?.[top.next++];
      if (!arrow) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(arrow.to) === 'open') circles.add(arrow.key);
      else if (!state.has(arrow.to)) {
        state.set(arrow.to, 'open');
        path.push({ id: arrow.to, next: 0 });
      }
    }
  }
  return circles;
}

function longestWays(ids: readonly string[], arrows: readonly Arrow[]): Map<string, number> {
  const out = grouped(arrows, 'from');
  const waiting = new Map(ids.map((id) => [id, 0]));
  for (const { to } of arrows) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const layerOf = new Map(ids.map((id) => [id, 0]));
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    for (const { to } of out.get(id) ?? []) {
      layerOf.set(to, Math.max(layerOf.get(to) ?? 0, (layerOf.get(id) ?? 0) + 1));
      waiting.set(to, (waiting.get(to) ?? 0) - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return layerOf;
}

/** Who is served by nobody stands right before the first step that it serves, not at the far beginning. */
function moveSourcesOn(ids: readonly string[], arrows: readonly Arrow[], layerOf: Map<string, number>): void {
  const [out, served] = [grouped(arrows, 'from'), new Set(arrows.map(({ to }) => to))];
  for (const id of ids) {
    const ahead = (out.get(id) ?? []).map(({ to }) => layerOf.get(to) ?? 0);
    if (!served.has(id) && ahead.length) layerOf.set(id, Math.max(0, Math.min(...ahead) - 1));
  }
}

function numbered(layers: string[][]): Map<string, number> {
  return new Map(layers.filter((layer) => layer.length).flatMap((layer, number) => layer.map((id) => [id, number] as const)));
}

export function grouped(arrows: readonly Arrow[], by: 'from' | 'to'): Map<string, Arrow[]> {
  const groups = new Map<string, Arrow[]>();
  for (const arrow of arrows) groups.set(arrow[by], [...(groups.get(arrow[by]) ?? []), arrow]);
  return groups;
}
