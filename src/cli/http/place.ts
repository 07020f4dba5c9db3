/** Where a server of ours listens, and by which names it may be asked. */
import type { IncomingMessage } from "node:http";
import { type AddressInfo, isIP, isIPv6 } from "node:net";

export interface Place {
  readonly address: string;
  readonly loopback: boolean;
  /** Whether a Host header names this server. */
  readonly isNamed: (authority: string) => boolean;
}

const inUrl = (host: string): string => (isIPv6(host) ? `[${host}]` : host.toLowerCase());

/**
 * A page from elsewhere can have its own name lead to 127.0.0.1 (DNS rebinding) and then counts as of one origin with us.
 * So we go by known names only. An address cannot be made to lead elsewhere: where we listen on all, each is ours.
 */
export function placeOf({ address, port }: AddressInfo, host: string): Place {
  const all = address === "0.0.0.0" || address === "::";
  const names = new Set(["localhost", "127.0.0.1", "[::1]", inUrl(host), inUrl(address)]);
  const shown = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "[::1]" : inUrl(host);
  return {
    address: `http://${shown}:${port}/`,
    loopback: address === "::1" || address.startsWith("127."),
    isNamed: (authority) => {
      const [, name = "", given = "80"] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority.toLowerCase()) ?? [];
      const known = names.has(name) || (all && isIP(name.replace(/^\[(.*)\]$/, "$1")) > 0);
      return known && given === String(port);
    },
  };
}

/** Whether a request asks for another server than this one. Browsers set the header; no page can. */
export function isForeign({ url = "", headers, headersDistinct }: IncomingMessage, place: Place): boolean {
  // Who stands between us and the browser may go by another Host than the first, and a name in the first line of a request
  // goes before both (RFC 9112, 3.2.2).
  const names = [...(headersDistinct.host ?? [""]), ...(/^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.slice(1) ?? [])];
  return new Set(names).size > 1 || !place.isNamed(headers.host ?? "");
}
