// @ts-check
/** Signed links made by somebody who knows the keys, or thinks so: the format of `shared/kernel/src/link.rs`, from its description. */
import { createHmac, randomBytes } from "node:crypto";

/** A page of the demo's. */
export const CLAIRE_PATH = "/fr/praticien/claire-morel-0193a0000000700080000000000000d1";

/**
 * @param {string} keys the secret LINK_KEYS
 * @param {{ keyId?: string, purpose?: number, expiresAt?: number, token?: string, object?: string }} what
 */
export function signedLink(keys, { keyId, purpose = 1, expiresAt = Date.now() + 86_400_000, token = randomBytes(16).toString("base64url"), object = "eu:prn_0193a0000000700080000000000000d1" }) {
  const ring = JSON.parse(keys);
  const id = keyId ?? ring.current;
  const expiry = Buffer.alloc(8);
  expiry.writeBigUInt64BE(BigInt(Math.floor(expiresAt / 1000)));
  const payload = Buffer.concat([Buffer.from([id.length]), Buffer.from(id), Buffer.from([purpose]), expiry.subarray(3), Buffer.from(token, "base64url"), Buffer.from(object)]);
  const signed = `v1.${payload.toString("base64url")}`;
  const key = Buffer.from(ring.keys[id] ?? ring.keys[ring.current], "base64url");
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}
