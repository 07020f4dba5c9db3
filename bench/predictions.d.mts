export const predictions: string;
