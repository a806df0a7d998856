// @ts-check

/** A turf that is being drawn: corners as [longitude, latitude]. */
export class Drawing {
  constructor() {
    /** @type {[number, number][]} */
    this.corners = [];
    this.active = false;
  }
  begin() { this.corners = []; this.active = true; }
  end() { this.corners = []; this.active = false; }
  /** The corners, closed. @returns {[number, number][]} */
  ring() { return this.corners.length > 0 ? [...this.corners, this.corners[0]] : []; }
  geometry() { return { type: 'Polygon', coordinates: [this.ring()] }; }
  feature() {
    const shape = this.corners.length < 3 ? { type: 'LineString', coordinates: this.corners } : this.geometry();
    const corners = this.corners.map(c => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: c } }));
    const outline = this.corners.length < 2 ? [] : [{ type: 'Feature', properties: {}, geometry: shape }];
    return { type: 'FeatureCollection', features: [...outline, ...corners] };
  }
}

/**
 * Counts the doors inside a ring by the even-odd rule, as the server does.
 * @param {[number, number][]} ring @param {{ geometry: { coordinates: [number, number] } }[]} doors
 */
export function inside(ring, doors) {
  if (ring.length < 4) return 0;
  return doors.filter(d => contains(ring, d.geometry.coordinates)).length;
}

/** @param {[number, number][]} ring @param {[number, number]} at */
function contains(ring, [x, y]) {
  let within = false;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1], [bx, by] = ring[i];
    if ((ay > y) !== (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)) within = !within;
  }
  return within;
}
