// The messages of the channel, as docs/reference/interfaces.md fixes them. For the type checker only; not served.

export type Met = "yes" | "no" | "unsure";
export interface Citation { policy: string; paragraph: string }
export interface Source {
  policy: string; title: string; publisher: string | null; address: string | null; read_elsewhere?: boolean; reviewed: string | null; overdue: boolean;
}
export interface Contact {
  name: string; kind: string; value: string; hours: string | null; checked: string | null; for: string | null; confirm: string | null;
}
export interface Option { value: string; title: string }
export interface Item { fact: string; text: string }
export interface Reason { text: string; met: Met; citations: Citation[] }
export interface Finding {
  concept: string; status: "fits" | "may_fit" | "undecided" | "does_not_fit"; title: string; text: string; citations: Citation[]; reasons: Reason[];
}
export interface Route {
  route: string; rank: number; title: string; why: string; text: string; contacts: Contact[]; who_will_know: string; read_first: string[];
  citations: Citation[];
}
export interface Duty {
  duty: string; title: string; time: "now" | "today" | "this_week" | "no_time"; text: string; say: string[]; avoid: string[];
  citations: Citation[];
}
export interface Step { title: string; text: string }
export interface Meaning { word: string; means: string }

export interface TextMessage { kind: "text"; text: string }
export interface NoticeMessage {
  kind: "notice"; notice: string; text: string; citations: Citation[]; title?: string; first?: boolean; sources?: Source[];
}
export interface QuestionMessage {
  kind: "question"; fact: string; text: string; why: string; options: Option[]; multiple: boolean; free_text: boolean;
  progress: { asked: number; at_most: number }; so_far?: Item[];
}
export interface UnderstoodMessage {
  kind: "understood"; text: string; facts: Record<string, string | string[]>; options: Option[]; items?: Item[];
}
export interface OutcomeMessage {
  kind: "outcome"; text: string; findings: Finding[]; routes: Route[]; duties: Duty[]; notices: NoticeMessage[]; unknown: Item[];
  now: Step[]; so_far?: Item[]; sources?: Source[];
}
export interface AnswerMessage {
  kind: "answer"; answer: string | null; text: string; says?: string; citations: Citation[]; title?: string; settled?: boolean; sources?: Source[];
  contacts?: Contact[]; options?: Option[]; words?: Meaning[]; findings?: Finding[];
}
export interface CrisisMessage { kind: "crisis"; safety: string[]; text: string; contacts: Contact[] }
export interface EndMessage { kind: "end"; text: string; options: Option[] }

export type Message =
  | TextMessage | NoticeMessage | QuestionMessage | UnderstoodMessage | OutcomeMessage | AnswerMessage | CrisisMessage | EndMessage;

/** What the controls of a message can have done: the person's answer, in the ways the contract has. */
export interface Acts {
  choose(fact: string, options: Option[]): void;
  say(text: string): void;
  restart(): void;
  change(): void;
}
/** What a node is made of: nothing is left out, text stays text. */
export type Child = Node | string | undefined | false | null;
export type Cite = (citations: Citation[] | undefined) => Child;
