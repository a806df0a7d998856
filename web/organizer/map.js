// @ts-check
// The moving map of a program: loaded on click only. Drawing, selecting and previewing happen here; what changes turfs
// is sent by the page's own forms, so the server's answer is a page like any other.

import { inside, Drawing } from './map/drawing.js';
import { styleOf, layers } from './map/layers.js';

const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-map]'));

/** @param {string} selector @returns {HTMLElement | null} */
const find = selector => page?.querySelector(selector) ?? null;

/** @param {boolean} failed */
function say(failed) {
  const box = find('[data-message]');
  if (!box) return;
  box.hidden = !failed;
  box.textContent = failed ? page?.dataset.failed ?? '' : '';
}

/** @param {string} url */
function addStyle(url) {
  return new Promise((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = url;
    link.onload = () => done(undefined);
    link.onerror = fail;
    document.head.append(link);
  });
}

async function open() {
  if (!page) return;
  const d = page.dataset;
  say(false);
  try {
    const [gl, answer] = await Promise.all([import(d.library ?? ''), fetch(d.map ?? '', { headers: { accept: 'application/json' } }), addStyle(d.style ?? '')]);
    if (!answer.ok) throw new Error(String(answer.status));
    gl.setWorkerUrl(new URL(d.worker ?? '', location.href).href);
    show(gl, await answer.json());
  } catch (e) {
    console.error(e);
    say(true);
  }
}

/** @param {any} gl @param {any} data */
function show(gl, data) {
  const live = find('[data-live]');
  if (!page || !live) return;
  live.hidden = false;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const map = new gl.Map({ container: live, style: styleOf(page.dataset.tiles ?? '', dark), bounds: data.box, fitBoundsOptions: { padding: 40 }, attributionControl: false, dragRotate: false, pitchWithRotate: false });
  map.addControl(new gl.NavigationControl({ showCompass: false }));
  map.touchZoomRotate.disableRotation();
  map.on('load', () => {
    layers(map, data, dark);
    find('[data-sketch]')?.setAttribute('hidden', '');
    page.querySelectorAll('[data-tool]').forEach(e => { /** @type {HTMLElement} */ (e).hidden = false; });
    find('[data-needs-script]')?.setAttribute('hidden', '');
    live.dataset.ready = '';
    /** @type {HTMLElement | null} */ (live.querySelector('canvas'))?.focus();
  });
  const markers = numbers(gl, map, data);
  selecting(map, data, markers);
  drawing(map, data, live);
  previewing(map);
}

/** @param {any} gl @param {any} map @param {any} data @returns {Map<number, HTMLElement>} */
function numbers(gl, map, data) {
  const out = new Map();
  for (const f of data.turfs.features) {
    const label = document.createElement('div');
    label.className = data.turfs.features.length > 40 ? 'marker small' : 'marker';
    label.textContent = String(f.properties.number);
    label.setAttribute('aria-hidden', 'true'); // the list beside the map says the same
    new gl.Marker({ element: label }).setLngLat(f.properties.at).addTo(map);
    label.setAttribute('role', 'presentation');
    label.removeAttribute('aria-label');
    out.set(f.properties.number, label);
  }
  return out;
}

/** @param {any} map @param {any} data @param {Map<number, HTMLElement>} markers */
function selecting(map, data, markers) {
  /** @param {number} number @param {boolean} zoom */
  const choose = (number, zoom) => {
    markers.forEach((label, n) => label.classList.toggle('chosen', n === number));
    page?.querySelectorAll('[data-turf]').forEach(e => e.toggleAttribute('data-chosen', e.getAttribute('data-turf') === String(number)));
    map.setFilter('turf-chosen', ['==', ['get', 'number'], number]);
    const f = data.turfs.features.find((/** @type {any} */ x) => x.properties.number === number);
    if (!f || !zoom) return;
    const at = f.geometry.coordinates.flat(f.geometry.type === 'Polygon' ? 1 : 2);
    const xs = at.map((/** @type {number[]} */ p) => p[0]), ys = at.map((/** @type {number[]} */ p) => p[1]);
    map.fitBounds([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], { padding: 60, animate: !matchMedia('(prefers-reduced-motion: reduce)').matches });
  };
  page?.querySelectorAll('[data-show]').forEach(b => b.addEventListener('click', () => choose(Number(b.getAttribute('data-show')), true)));
  map.on('click', 'turf-fill', (/** @type {any} */ e) => {
    if (find('[data-draw=start]')?.getAttribute('aria-pressed') === 'true') return;
    const number = e.features[0].properties.number;
    choose(number, false);
    find(`[data-turf="${number}"]`)?.scrollIntoView({ block: 'nearest' });
  });
}

/** @param {any} map @param {any} data @param {HTMLElement} live */
function drawing(map, data, live) {
  const form = /** @type {HTMLFormElement | null} */ (find('[data-draw-form]'));
  if (!form) return;
  const cross = document.createElement('div');
  cross.className = 'cross';
  cross.hidden = true;
  live.append(cross);
  /** @param {string} name */
  const button = name => /** @type {HTMLButtonElement} */ (find(`[data-draw=${name}]`));
  const make = /** @type {HTMLButtonElement} */ (find('[data-make]'));
  const count = /** @type {HTMLOutputElement} */ (find('[data-inside]'));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('outline'));
  const line = new Drawing();
  const refresh = () => {
    const n = inside(line.ring(), data.doors.features);
    count.textContent = String(n);
    make.disabled = line.corners.length < 3 || n === 0;
    field.value = line.corners.length < 3 ? '' : JSON.stringify(line.geometry());
    button('start').setAttribute('aria-pressed', String(line.active));
    for (const name of ['here', 'cancel']) button(name).disabled = !line.active;
    button('back').disabled = line.corners.length === 0;
    cross.hidden = !line.active;
    map.getCanvas().style.cursor = line.active ? 'crosshair' : '';
    map.getSource('drawn')?.setData(line.feature());
  };
  /** @param {{ lng: number, lat: number }} p */
  const add = p => { line.corners.push([p.lng, p.lat]); refresh(); };
  button('start').addEventListener('click', () => { line.begin(); refresh(); map.getCanvas().focus(); });
  button('here').addEventListener('click', () => add(map.getCenter()));
  button('back').addEventListener('click', () => { line.corners.pop(); refresh(); });
  button('cancel').addEventListener('click', () => { line.end(); refresh(); });
  map.on('click', (/** @type {any} */ e) => { if (line.active) add(e.lngLat); });
  map.getCanvas().addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => {
    if (!line.active) return;
    if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); add(map.getCenter()); }
    if (e.key === 'Backspace') { e.preventDefault(); line.corners.pop(); refresh(); }
    if (e.key === 'Escape') { line.end(); refresh(); }
  });
}

/** @param {any} map */
function previewing(map) {
  const form = /** @type {HTMLFormElement | null} */ (find('[data-cut-form]'));
  find('[data-preview-button]')?.addEventListener('click', async () => {
    if (!form || !page) return;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    const box = find('[data-message]');
    const r = await fetch(page.dataset.preview ?? '', { method: 'POST', body, headers: { accept: 'application/json' } }).catch(() => undefined);
    const found = await r?.json();
    if (!r?.ok) {
      if (box) { box.hidden = false; box.textContent = found?.error?.message ?? page.dataset.failed ?? ''; }
      return;
    }
    if (box) box.hidden = true;
    map.getSource('preview').setData(found.turfs);
    const result = find('[data-preview-result]');
    if (result) result.hidden = false;
    const set = (/** @type {string} */ name, /** @type {string} */ text) => { const e = find(`[data-${name}]`); if (e) e.textContent = text; };
    set('count', String(found.count));
    set('range', found.least === found.most ? String(found.least) : `${found.least}–${found.most}`);
  });
}

if (page) {
  const button = find('[data-open]');
  find('[data-needs-script]')?.removeAttribute('hidden');
  button?.addEventListener('click', open);
  if (location.hash === '#open') void open();
}
