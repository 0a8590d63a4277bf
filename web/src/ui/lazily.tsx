import { type ComponentType, useEffect, useReducer, useState } from "react";

/** A component whose code comes in a file of its own; `preload` fetches it ahead. */
export type Lazily<Props> = ComponentType<Props> & { preload: () => Promise<void> };

/**
 * Loads a component when it is first shown, and shows nothing until then.
 *
 * `React.lazy` holds back what it reveals for 300 ms so that placeholders do not flicker; there are none here, and a menu
 * that was fetched ahead has to open within a frame.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): Lazily<Props> {
  let Loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;

  function preload(): Promise<void> {
    loading ??= load().then(
      (component) => {
        Loaded = component;
      },
      (thrown) => {
        // The network is away: the next one who asks tries again.
        loading = null;
        throw thrown;
      },
    );
    return loading;
  }

  function Loading(props: Props) {
    const [, renderAgain] = useReducer((times: number) => times + 1, 0);
    const [failed, setFailed] = useState<Error | null>(null);
    useEffect(() => {
      let current = true;
      if (Loaded === null) {
        preload().then(
          () => current && renderAgain(),
          (thrown) => current && setFailed(thrown),
        );
      }
      return () => {
        current = false;
      };
    }, []);
    // The error boundary above says so and offers another try.
    if (failed !== null) throw failed;
    return Loaded === null ? null : <Loaded {...props} />;
  }

  return Object.assign(Loading, { preload });
}
