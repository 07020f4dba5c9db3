export const between: (page: string, name: string, content: string) => string;
export const writeIntoPage: (name: string, content: string, page?: string) => void;
