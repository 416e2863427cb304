import { h, type ComponentType, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Module<P> = () => Promise<ComponentType<P>>;

interface Manner {
  /** Shows nothing until it is there, where a placeholder would make the page jump. */
  quiet?: boolean;
}

/** A part that is loaded when it is first shown. */
export function lazy<P extends object>(load: Module<P>, { quiet = false }: Manner = {}): (props: P) => JSX.Element {
  let part: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [, setLoaded] = useState(false);
    useEffect(() => {
      if (!part)
        void load().then((loaded) => {
          part = loaded;
          setLoaded(true);
        });
    }, []);
    if (part) return h(part as ComponentType<object>, props);
    return quiet ? <></> : <div class="skeleton" aria-hidden="true" />;
  };
}
