/** Written in by the bundler (web/assets.go). */
declare const BUILD: string;
declare const SHELL_FILES: string[];
/** The second module's words, which stand before it (features/canvass/extra.go). */
declare const WORDS: Record<string, string | Record<string, string>>;

/** An entry as the server and the other phones know it. */
interface Entry {
  id: string;
  packet: string;
  kind: 'attempt' | 'undo' | 'person_added' | 'note' | 'shift' | 'seen';
  household?: string;
  person?: string;
  result?: string;
  language?: string;
  answers?: Record<string, string[]>;
  undoes?: string;
  detail?: { name?: string; language?: string; text?: string; state?: string; warn?: string; tags?: string[] };
  at: string;
  by?: string;
  mine?: boolean;
}

/** 0: on this phone. 1: the server holds it. 2: the server refused it; it is kept and shown. */
type SendState = 0 | 1 | 2;

/** An entry as this phone shows it. */
interface Shown extends Entry {
  state: SendState;
  why?: string;
}

/** Text under the shift key. */
interface Sealed {
  iv: Uint8Array;
  data: ArrayBuffer;
}

/** An entry as the database of the phone holds it: nothing in it can be read without a key. */
interface Stored {
  id: string;
  packet: string;
  state: SendState;
  why?: string;
  /** Sealed to the server's public key: can be sent when the shift key is gone. */
  box: Uint8Array;
  /** Under the shift key: what this phone shows. */
  copy: Sealed | null;
  /** When the server acknowledged it, by this phone's clock. */
  done?: number;
}

/** What the phone keeps of a shift. */
interface Shift {
  key: CryptoKey;
  ends: number;
  server: Uint8Array;
}

/** The data of the page (app_data.go). */
interface PageData {
  entries: Entry[] | null;
  cursor: number;
  worker: string;
  source: string;
  items: Item[];
  languages: Record<string, { name: string; script: string }>;
  news: News;
}

/** What the server tells beyond the entries of others (news.go). */
interface News {
  cursor: number;
  items: NewsItem[] | null;
}

interface NewsItem {
  kind: 'strike' | 'warning' | 'say';
  id: string;
  at: number;
  of?: string[];
  why?: string;
  text?: string;
  lang?: string;
  over?: boolean;
  warn?: boolean;
  building?: boolean;
}

/** Between the app and its second module (extra.js). */
interface Link {
  packet: string;
  /** Nothing is followed: the phone saves data or its battery. */
  calm: boolean;
  shift?: Shift;
  data?: PageData;
  /** The cursor of the news; without it the server tells none. */
  news?: number;
  told?(news: News): Promise<void>;
  /** The list is closed: nothing of it stays on the screen. */
  over?(): void;
  /** What the volunteer chose to say at the end. */
  debrief?(): Record<string, any>;
  record(what: Partial<Entry>): Promise<void>;
  hear(): void;
  kick(): void;
  repaint(): Promise<void>;
}

interface Item {
  id: string;
  kind: 'say' | 'one' | 'many' | 'text';
  text: Record<string, string>;
  choices?: { id: string; text: Record<string, string> }[];
}
