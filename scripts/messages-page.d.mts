export declare const messagesPage: () => Promise<string>;
