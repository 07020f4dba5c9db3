export const optionsPage: () => string;
