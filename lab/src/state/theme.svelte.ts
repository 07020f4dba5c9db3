/** Light or dark: as the system has it, unless the user chose. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const theme = $state<{ now: Theme }>({ now: "system" });

export function chooseTheme(chosen: Theme): void {
  theme.now = chosen;
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
