// @ts-check
// 'Use my position once': the phone's position goes along with the form that it is asked on, and is kept nowhere. Without a script, or
// where the phone does not say where it is, a street can be written.

const box = /** @type {HTMLElement|null} */ (document.getElementById('here'));
const form = box?.closest('form');
if (box && form && navigator.geolocation) {
  const button = /** @type {HTMLButtonElement} */ (box.querySelector('button'));
  const says = /** @type {HTMLElement} */ (box.querySelector('[role=status]'));
  box.hidden = false;

  /** @param {GeolocationPosition|null} at the position that goes along, if any */
  const send = (at) => {
    for (const old of form.querySelectorAll('input[name=lat], input[name=lon]')) old.remove();
    if (at) {
      for (const [name, value] of [['lat', at.coords.latitude], ['lon', at.coords.longitude]]) {
        const field = document.createElement('input');
        field.type = 'hidden';
        field.name = String(name);
        field.value = Number(value).toFixed(5); // a metre: nearer than that no door is
        form.append(field);
      }
    }
    button.setAttribute('aria-pressed', String(!!at));
  };

  button.addEventListener('click', () => {
    if (button.getAttribute('aria-pressed') === 'true') {
      send(null);
      says.textContent = '';
      return;
    }
    button.disabled = true;
    navigator.geolocation.getCurrentPosition((at) => {
      send(at);
      says.textContent = box.dataset.on ?? '';
      button.disabled = false;
    }, () => {
      send(null);
      says.textContent = box.dataset.off ?? '';
      button.disabled = false;
    }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
}
