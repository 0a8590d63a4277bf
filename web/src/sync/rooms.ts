/** What a person does with rooms and their members. Each answer is laid into the state at once; its events follow. */
import { type Api, answer } from "../api/client";
import type { Message, NewRoom, Room, RoomId, RoomPatch, RoomRole, UserId } from "../api/wire";
import type { Entities, EntityStore } from "../stores/entities";
import { withoutRoom, withUsers } from "./apply";
import { withMemberPage, withRoomAnswer, withRoomPage } from "./merge";

const PAGE = 50;

export class Rooms {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #needUsers: (ids: Iterable<UserId>) => void;

  constructor(api: Api, state: EntityStore, needUsers: (ids: Iterable<UserId>) => void) {
    this.#api = api;
    this.#state = state;
    this.#needUsers = needUsers;
  }

  async create(room: NewRoom): Promise<RoomId> {
    const answered = await answer(this.#api.rest.POST("/api/v1/rooms", { body: room }));
    this.#put((state) => withRoomAnswer(state, answered));
    return answered.room.id;
  }

  async openDirect(users: UserId[]): Promise<RoomId> {
    const answered = await answer(this.#api.rest.POST("/api/v1/direct-rooms", { body: { users } }));
    this.#put((state) => withRoomAnswer(state, answered));
    this.#needUsers(answered.room.direct_users);
    return answered.room.id;
  }

  async join(room: RoomId): Promise<void> {
    const request = this.#api.rest.POST("/api/v1/rooms/{room}/join", { params: { path: { room } } });
    const answered = await answer(request);
    this.#put((state) => withRoomAnswer(state, answered));
  }

  async leave(room: RoomId): Promise<void> {
    await answer(this.#api.rest.POST("/api/v1/rooms/{room}/leave", { params: { path: { room } } }));
    this.#put((state) => withoutRoom(state, room));
  }

  async update(room: RoomId, patch: RoomPatch): Promise<void> {
    const request = this.#api.rest.PATCH("/api/v1/rooms/{room}", { params: { path: { room } }, body: patch });
    const answered = await answer(request);
    this.#put((state) => withRoomAnswer(state, answered));
  }

  async invite(room: RoomId, users: UserId[]): Promise<void> {
    const params = { path: { room } };
    await answer(this.#api.rest.POST("/api/v1/rooms/{room}/members", { params, body: { users } }));
  }

  async changeRole(room: RoomId, user: UserId, role: RoomRole): Promise<void> {
    const params = { path: { room, user } };
    await answer(this.#api.rest.PATCH("/api/v1/rooms/{room}/members/{user}", { params, body: { role } }));
  }

  async remove(room: RoomId, user: UserId): Promise<void> {
    await answer(this.#api.rest.DELETE("/api/v1/rooms/{room}/members/{user}", { params: { path: { room, user } } }));
  }

  /** A page of public rooms by name, also into `publicRooms`. */
  async browse(query: string, cursor: string | null): Promise<{ rooms: Room[]; next: string | null }> {
    const asked = { ...(query === "" ? {} : { query }), ...(cursor === null ? {} : { cursor }), limit: PAGE };
    const page = await answer(this.#api.rest.GET("/api/v1/rooms", { params: { query: asked } }));
    this.#put((state) => withRoomPage(state, page));
    return { rooms: page.rooms, next: page.next };
  }

  /** The first or the next page of a room's members; nothing when all are here. */
  async listMembers(room: RoomId): Promise<void> {
    const held = this.#state.getState().members[room];
    if (held && held.next === null) return;
    const query = { ...(held?.next ? { cursor: held.next } : {}), limit: 200 };
    const request = this.#api.rest.GET("/api/v1/rooms/{room}/members", { params: { path: { room }, query } });
    const page = await answer(request);
    this.#put((state) => withMemberPage(state, room, page));
    this.#needUsers(page.members.map((member) => member.user));
  }

  /** Users whose names match, for mentions, invitations and direct rooms. */
  async findUsers(query: string): Promise<UserId[]> {
    const page = await answer(this.#api.rest.GET("/api/v1/users", { params: { query: { query, limit: 20 } } }));
    this.#put((state) => withUsers(state, page.users));
    return page.users.map((user) => user.id);
  }

  /** One message, for a link that does not say where it stands. */
  async message(message: string): Promise<Message> {
    const params = { path: { message } };
    return (await answer(this.#api.rest.GET("/api/v1/messages/{message}", { params }))).message;
  }

  #put(change: (state: Entities) => Entities): void {
    this.#state.setState(change(this.#state.getState()), true);
  }
}
