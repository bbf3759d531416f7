// Asking the API for what stands at an address.

/** Asks the API by GET. Throws `{ message, remedy, status }`. */
export async function get(url, parameters = {}, signal = undefined) {
  const address = new URL(url, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) for (const one of [value].flat()) if (one !== null && one !== undefined && one !== '') address.searchParams.append(name, one);
  let response;
  try {
    response = await fetch(address, { credentials: 'same-origin', headers: { Accept: 'application/json' }, signal });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw { message: 'The portal cannot be reached.', remedy: 'Check your connection and try again.' };
  }
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw { status: response.status, message: problem.detail ?? `The portal answered with status ${response.status}.`, remedy: problem.remedy };
}
