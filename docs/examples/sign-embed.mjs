// Signs an embed token with a P-256 key: node docs/examples/sign-embed.mjs key.pem
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const key = createPrivateKey(readFileSync(process.argv[2]));
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1000);

const header = { alg: 'ES256', kid: 'status-page' };
const claims = {
  aud: 'portal-embed', jti: randomUUID(), iat: now, exp: now + 600,
  tenant: 'acme', environment: 'prod', dashboard: 'service-overview', service: 'checkout', panel: 'requests-by-route',
};
const text = `${part(header)}.${part(claims)}`;
console.log(`${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`);
