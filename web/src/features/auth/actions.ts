/** Ways in: set-up, sign-in, registration, claims. Each gives null once signed in, or what went wrong. */
import { answer } from "../../api/client";
import { asFailure, type Failure } from "../../api/problems";
import type { NewSession, NewUser, NewWorkspace, SignedIn, Workspace } from "../../api/wire";
import { api, startSync } from "../../sync/start";

async function enter(signingIn: Promise<SignedIn>): Promise<Failure | null> {
  try {
    await startSync(await signingIn);
    return null;
  } catch (thrown) {
    return asFailure(thrown);
  }
}

export const signIn = (body: NewSession) => enter(answer(api.open.POST("/api/v1/sessions", { body })));
export const register = (body: NewUser) => enter(answer(api.open.POST("/api/v1/users", { body })));
export const setUp = (body: NewWorkspace) => enter(answer(api.open.POST("/api/v1/setup", { body })));
export const claim = (body: { token: string; password: string }) =>
  enter(answer(api.open.POST("/api/v1/claims", { body })));

/** Whose account a claim link is for. Throws a `Failure`. */
export const checkClaim = (token: string) => answer(api.open.POST("/api/v1/claims/check", { body: { token } }));

/** What anybody may know of the workspace. Throws a `Failure`. */
export const readWorkspace = (): Promise<Workspace> => answer(api.open.GET("/api/v1/workspace"));
