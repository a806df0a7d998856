// @ts-check
// Passkeys: the browser's WebAuthn calls between two requests of the server. Without WebAuthn the buttons stay hidden.

/** @param {string} s base64url @returns {ArrayBuffer} */
const toBytes = s => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0)).buffer;

/** @param {ArrayBuffer|null|undefined} b */
const toText = b => b ? btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined;

/** @param {string} url @param {any} [body] */
async function post(url, body) {
  const r = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) });
  if (!r.ok) throw new Error(String(r.status));
  return r.json();
}

/** @param {string} name */
async function add(name) {
  const { publicKey: k } = await post('/account/passkeys/begin');
  k.challenge = toBytes(k.challenge);
  k.user.id = toBytes(k.user.id);
  for (const c of k.excludeCredentials ?? []) c.id = toBytes(c.id);
  const c = /** @type {any} */ (await navigator.credentials.create({ publicKey: k }));
  return post('/account/passkeys/finish?name=' + encodeURIComponent(name), {
    id: c.id, rawId: toText(c.rawId), type: c.type,
    response: { clientDataJSON: toText(c.response.clientDataJSON), attestationObject: toText(c.response.attestationObject), transports: c.response.getTransports?.() ?? [] },
  });
}

/** @param {string} next */
async function signIn(next) {
  const { publicKey: k } = await post('/sign-in/passkey/begin');
  k.challenge = toBytes(k.challenge);
  for (const c of k.allowCredentials ?? []) c.id = toBytes(c.id);
  const c = /** @type {any} */ (await navigator.credentials.get({ publicKey: k }));
  return post('/sign-in/passkey/finish?next=' + encodeURIComponent(next), {
    id: c.id, rawId: toText(c.rawId), type: c.type,
    response: { clientDataJSON: toText(c.response.clientDataJSON), authenticatorData: toText(c.response.authenticatorData), signature: toText(c.response.signature), userHandle: toText(c.response.userHandle) },
  });
}

for (const p of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-passkey]'))) {
  if (!('PublicKeyCredential' in window)) continue;
  p.hidden = false;
  p.querySelector('button')?.addEventListener('click', async () => {
    const failed = /** @type {HTMLElement} */ (p.querySelector('[data-failed]'));
    failed.textContent = '';
    try {
      const { next } = p.dataset.passkey === 'add' ? await add(p.querySelector('input')?.value ?? '') : await signIn(p.dataset.next ?? '');
      location.assign(next);
    } catch {
      failed.textContent = failed.dataset.failed ?? '';
    }
  });
}
