/** How often something chosen could not be: controls then show again what is in force. */
export const refused = $state({ count: 0 });
