// @ts-check
// Where the volunteer is, on the sketch of the walk. The position is drawn and forgotten: it is never stored, and never sent.
import { $, el } from './text.js';
import { w } from './words.js';

let watch = 0;
/** @type {SVGElement[]} */ let marks = [];

export function begin() {
  const map = $('list').querySelector('.map');
  const svg = map?.querySelector('svg');
  const geo = (svg?.dataset.geo ?? '').split(' ').map(Number);
  if (!navigator.geolocation || geo.length !== 4) return;
  const button = el('button', { type: 'button', 'aria-pressed': 'false' }, w('where.show'));
  const note = el('p', { className: 'note', role: 'status' }, w('where.promise'));
  map.append(el('div', { className: 'where' }, button, note));
  let wanted = false;

  const draw = (/** @type {GeolocationPosition} */ p) => {
    const { latitude, longitude, accuracy } = p.coords;
    const x = geo[0] * longitude + geo[1];
    const y = geo[2] * latitude + geo[3];
    const { width, height } = svg.viewBox.baseVal;
    const inside = x >= 0 && y >= 0 && x <= width && y <= height;
    note.textContent = w(inside ? 'where.promise' : 'where.outside');
    clear();
    if (!inside) return;
    const around = (accuracy / 111320) * Math.abs(geo[2]);
    marks = [circle('me-around', x, y, Math.min(around, width)), circle('me', x, y, 6)];
    svg.append(...marks);
  };
  const failed = (/** @type {GeolocationPositionError} */ e) => {
    clear();
    note.textContent = w('where.failed');
    if (e.code !== e.PERMISSION_DENIED) return; // between houses it comes and goes
    stop();
    wanted = false;
    button.setAttribute('aria-pressed', 'false');
  };
  // Only while the map is open and on the screen.
  const look = () => {
    const on = wanted && map.open && !document.hidden && !$('list').hidden && map.isConnected;
    if (on && !watch) watch = navigator.geolocation.watchPosition(draw, failed, { enableHighAccuracy: true, maximumAge: 10000, timeout: 60000 });
    if (!on) stop();
  };
  button.addEventListener('click', () => {
    wanted = !wanted;
    button.setAttribute('aria-pressed', String(wanted));
    note.textContent = w('where.promise');
    look();
  });
  map.addEventListener('toggle', look);
  document.addEventListener('visibilitychange', look);
  addEventListener('hashchange', () => setTimeout(look));
}

function stop() {
  if (watch) navigator.geolocation.clearWatch(watch);
  watch = 0;
  clear();
}

function clear() {
  for (const m of marks) m.remove();
  marks = [];
}

/** @param {string} name @param {number} x @param {number} y @param {number} r */
function circle(name, x, y, r) {
  const c = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  for (const [k, v] of Object.entries({ class: name, cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1) })) c.setAttribute(k, v);
  return c;
}
