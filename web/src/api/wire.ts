/**
 * Short names for the types of the contract, as the generated schema spells them.
 *
 * Nothing is declared here that the server does not send: the meaning of every field stands in `schema.ts`.
 */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type Ability = Schemas["Ability"];
export type AccessToken = Schemas["AccessToken"];
export type AccessUpdated = Schemas["AccessUpdated"];
export type AsOf = Schemas["AsOf"];
export type Block = Schemas["Block"];
export type Bootstrap = Schemas["Bootstrap"];
export type ClientFrame = Schemas["ClientFrame"];
export type Document = Schemas["Document"];
/** One entry of a stream (not the DOM's `Event`). */
export type StreamEvent = Schemas["Event"];
export type EventFrame = Schemas["EventFrame"];
export type ExcerptPart = Schemas["ExcerptPart"];
export type FieldProblem = Schemas["FieldProblem"];
export type Counted = Schemas["Counted"];
export type CustomEmoji = Schemas["CustomEmoji"];
export type EmojiList = Schemas["EmojiList"];
export type Draft = Schemas["Draft"];
export type Drafts = Schemas["Drafts"];
export type EditLimit = Schemas["EditLimit"];
export type File = Schemas["File"];
export type FileKind = Schemas["FileKind"];
export type ImageFacts = Schemas["ImageFacts"];
export type Inline = Schemas["Inline"];
export type Member = Schemas["Member"];
export type MemberPage = Schemas["MemberPage"];
export type MembersAnswer = Schemas["MembersAnswer"];
export type Message = Schemas["Message"];
export type MessageAnswer = Schemas["MessageAnswer"];
export type MessageList = Schemas["MessageList"];
export type MessagePage = Schemas["MessagePage"];
export type MessageReactions = Schemas["MessageReactions"];
export type MessageVersion = Schemas["MessageVersion"];
export type NewDraft = Schemas["NewDraft"];
export type NewEmoji = Schemas["NewEmoji"];
export type NewMessage = Schemas["NewMessage"];
export type NewRoom = Schemas["NewRoom"];
export type NewSession = Schemas["NewSession"];
export type NewUpload = Schemas["NewUpload"];
export type NewUser = Schemas["NewUser"];
export type NewWorkspace = Schemas["NewWorkspace"];
export type OwnReactions = Schemas["OwnReactions"];
export type Pin = Schemas["Pin"];
export type Preview = Schemas["Preview"];
export type Presence = Schemas["Presence"];
export type Problem = Schemas["Problem"];
export type ProblemCode = Schemas["ProblemCode"];
export type Reaction = Schemas["Reaction"];
export type ReactionAnswer = Schemas["ReactionAnswer"];
export type ReadMark = Schemas["ReadMark"];
export type ReadyFrame = Schemas["ReadyFrame"];
export type Room = Schemas["Room"];
export type RoomAnswer = Schemas["RoomAnswer"];
export type RoomFile = Schemas["RoomFile"];
export type RoomFilePage = Schemas["RoomFilePage"];
export type RoomKind = Schemas["RoomKind"];
export type RoomPage = Schemas["RoomPage"];
export type RoomPatch = Schemas["RoomPatch"];
export type RoomRole = Schemas["RoomRole"];
export type Saved = Schemas["Saved"];
export type SearchHit = Schemas["SearchHit"];
export type SearchOrder = NonNullable<paths["/api/v1/search"]["get"]["parameters"]["query"]["order"]>;
export type SearchPage = Schemas["SearchPage"];
export type SearchTerm = Schemas["SearchTerm"];
export type ServerFrame = Schemas["ServerFrame"];
export type SidebarRoom = Schemas["SidebarRoom"];
export type Signal = Schemas["Signal"];
export type SignedIn = Schemas["SignedIn"];
export type ThreadEntry = Schemas["ThreadEntry"];
export type ThreadFollow = Schemas["ThreadFollow"];
export type ThreadPage = Schemas["ThreadPage"];
export type ThreadSummary = Schemas["ThreadSummary"];
export type Upload = Schemas["Upload"];
export type User = Schemas["User"];
export type UserPage = Schemas["UserPage"];
export type Workspace = Schemas["Workspace"];
export type WorkspaceAbility = Schemas["WorkspaceAbility"];

/** `workspace`, `room:ID` or `user:ID`. */
export type Stream = Schemas["Stream"];
export type MessageId = Schemas["MessageId"];
export type RoomId = Schemas["RoomId"];
export type SessionId = Schemas["SessionId"];
export type UploadId = Schemas["UploadId"];
export type UserId = Schemas["UserId"];
