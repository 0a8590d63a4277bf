// The way to the server beside the browser: for history that nobody wants to type.

/** Signs in, and gives how to say something in a room. */
export async function speaker(server, { username, password }) {
  const session = await call(server, "POST", "/sessions", { body: { login: username, password } });
  const token = session.access_token.token;
  let count = 0;
  return {
    say(room, text, more = {}) {
      count += 1;
      const body = { client_key: `e2e-${Date.now()}-${count}`, text, ...more };
      return call(server, "POST", `/rooms/${room}/messages`, { body, token });
    },
    react(message, emoji) {
      return call(server, "PUT", `/messages/${message}/reactions/${encodeURIComponent(emoji)}`, { token });
    },
    remove(message) {
      return call(server, "DELETE", `/messages/${message}`, { token });
    },
  };
}

async function call(server, method, path, { body, token }) {
  const answer = await fetch(`${server.origin}/api/v1${path}`, {
    method,
    headers: {
      ...(body !== undefined && { "Content-Type": "application/json" }),
      Origin: server.origin,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
