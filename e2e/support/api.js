// The way to the server beside the browser: for history that nobody wants to type.

/** Signs in, and gives how to say something in a room. */
export async function speaker(server, { username, password }) {
  const session = await call(server, "/sessions", { login: username, password });
  const token = session.access_token.token;
  let count = 0;
  return {
    say(room, text) {
      count += 1;
      return call(server, `/rooms/${room}/messages`, { client_key: `e2e-${Date.now()}-${count}`, text }, token);
    },
  };
}

async function call(server, path, body, token) {
  const answer = await fetch(`${server.origin}/api/v1${path}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Origin: server.origin,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
