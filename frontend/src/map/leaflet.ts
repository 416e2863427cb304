import { canvas, circleMarker, control, divIcon, latLngBounds, map, marker, polyline, tileLayer, type LatLngBounds, type LayerGroup, type Map as Leaflet, layerGroup } from 'leaflet';
import type { Mark } from '../data/customers.ts';
import type { Fix, Place } from '../domain/geo.ts';
import './map.css';

/** Tiles, when the company has set some; else our own marks on a plain ground. */
export interface Basemap {
  url: string;
  attribution: string;
}

export interface Board {
  map: Leaflet;
  layer: LayerGroup;
}

/** Lays an empty map into an element. Coordinates are WGS-84 throughout. */
export function board(element: HTMLElement, basemap: Basemap | null): Board {
  const made = map(element, { renderer: canvas(), preferCanvas: true, zoomControl: false, attributionControl: Boolean(basemap), zoomSnap: 0.5, minZoom: 3, maxZoom: 19 });
  control.scale({ imperial: false, maxWidth: 120 }).addTo(made);
  // Every tile is decoration: the list beside the map says the same.
  if (basemap) tileLayer(basemap.url, { attribution: basemap.attribution }).on('tileload', ({ tile }: { tile: HTMLElement }) => tile.setAttribute('alt', '')).addTo(made);
  return { map: made, layer: layerGroup().addTo(made) };
}

/** The colour of a token, for the canvas. */
function token(name: string): string {
  const probe = document.createElement('span');
  probe.className = `tone-${name}`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export function bounds(places: Place[]): LatLngBounds | null {
  return places.length ? latLngBounds(places.map(({ latitude, longitude }) => [latitude, longitude])) : null;
}

export interface Pin extends Place {
  number: number;
  label: string;
  is_next: boolean;
  onTap: () => void;
}

/** Numbered stops, joined in the order of the road. */
export function drawRoute({ layer }: Board, pins: Pin[]): void {
  layer.clearLayers();
  polyline(pins.map(({ latitude, longitude }) => [latitude, longitude]), { color: token('accent'), weight: 3, opacity: 0.6, dashArray: '6 8', interactive: false }).addTo(layer);
  for (const pin of pins) {
    const icon = divIcon({ className: pin.is_next ? 'map__pin map__pin--next' : 'map__pin', html: String(pin.number), iconSize: [32, 32] });
    marker([pin.latitude, pin.longitude], { icon, title: pin.label, keyboard: false }).on('click', pin.onTap).addTo(layer);
  }
}

const RANK = ['ordinary', 'key', 'gold', 'vip'];

/** Many accounts as dots on one canvas; a cluster says how many it stands for. */
export function drawMarks({ layer }: Board, marks: Mark[], clusterLabel: (count: number) => string, onTap: (mark: Mark) => void): void {
  layer.clearLayers();
  const colours = { vip: token('violet'), gold: token('amber'), key: token('blue'), ordinary: token('grey') };
  const edge = token('card');
  // The many ordinary ones lie below the few that matter.
  const ordered = [...marks].sort((a, b) => RANK.indexOf(a.tier ?? 'ordinary') - RANK.indexOf(b.tier ?? 'ordinary'));
  for (const mark of ordered) {
    const at: [number, number] = [mark.latitude, mark.longitude];
    if (mark.id) circleMarker(at, { radius: mark.tier === 'ordinary' || !mark.tier ? 6 : 8, color: edge, weight: 2, fillColor: colours[mark.tier ?? 'ordinary'], fillOpacity: 0.95 }).on('click', () => onTap(mark)).addTo(layer);
    else marker(at, { icon: divIcon({ className: 'map__pin map__pin--cluster', html: String(mark.count), iconSize: [40, 40] }), title: clusterLabel(mark.count), keyboard: false }).on('click', () => onTap(mark)).addTo(layer);
  }
}

/** Where the phone is, with the circle it vouches for. */
export function drawHere({ layer }: Board, fix: Fix): void {
  circleMarker([fix.latitude, fix.longitude], { radius: 7, color: token('card'), weight: 3, fillColor: token('blue'), fillOpacity: 1, interactive: false }).addTo(layer);
}
