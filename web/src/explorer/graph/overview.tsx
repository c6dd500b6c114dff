// A small map of the whole graph, with a frame around what is seen; a click or a drag goes there.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Handle } from "./picture";
import { coloursNow } from "./look";

/** How large the map is, in pixels: so much of the picture's corner it covers. */
export const size = { width: 160, height: 110 };

export function Overview(props: { handle: { current: Handle | null }; nodes: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<Frame | null>(null);
  useEffect(() => {
    const cy = props.handle.current?.cy;
    if (!cy) return;
    let waiting = 0;
    const later = () => {
      waiting ||= window.requestAnimationFrame(() => {
        waiting = 0;
        if (cy.destroyed() || !canvas.current) return;
        map.current ??= drawn(cy);
        paint(canvas.current, cy, map.current);
      });
    };
    const changed = () => {
      map.current = null;
      later();
    };
    cy.on("viewport resize", later);
    cy.on("position add remove", changed);
    changed();
    return () => {
      window.cancelAnimationFrame(waiting);
      cy.off("viewport resize", later);
      cy.off("position add remove", changed);
    };
  }, [props.handle.current, props.nodes]);
  const goTo = (event: PointerEvent) => {
    const cy = props.handle.current?.cy;
    if (!cy || !map.current || event.buttons !== 1) return;
    const { scale, dx, dy } = map.current;
    const at = { x: (event.offsetX - dx) / scale, y: (event.offsetY - dy) / scale };
    cy.pan({ x: cy.width() / 2 - at.x * cy.zoom(), y: cy.height() / 2 - at.y * cy.zoom() });
  };
  return <canvas ref={canvas} class="overview" width={size.width} height={size.height} aria-hidden="true" onPointerDown={goTo} onPointerMove={goTo} />;
}

/** How the plane is brought into the map, and the nodes drawn in it: neither changes as the reader moves over the plane. */
interface Frame {
  scale: number;
  dx: number;
  dy: number;
  picture: HTMLCanvasElement;
}

function drawn(cy: Handle["cy"]): Frame {
  const picture = document.createElement("canvas");
  Object.assign(picture, size);
  const places = cy.nodes(":childless").map((node) => ({ ...node.position(), noun: node.data("noun") as string }));
  const [left, right] = ends(places.map(({ x }) => x));
  const [top, bottom] = ends(places.map(({ y }) => y));
  const scale = Math.min(size.width / (right - left + 60), size.height / (bottom - top + 60));
  const frame = { scale, dx: (size.width - (left + right) * scale) / 2, dy: (size.height - (top + bottom) * scale) / 2, picture };
  const pen = picture.getContext("2d")!;
  const colours = coloursNow();
  for (const { x, y, noun } of places) {
    pen.fillStyle = colours.nouns[noun] ?? colours.faint;
    pen.fillRect(x * scale + frame.dx - 1, y * scale + frame.dy - 1, 2.5, 2.5);
  }
  return frame;
}

function ends(values: number[]): [number, number] {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [values[0] ?? 0, values[0] ?? 0]);
}

function paint(canvas: HTMLCanvasElement, cy: Handle["cy"], { scale, dx, dy, picture }: Frame) {
  const pen = canvas.getContext("2d")!;
  pen.clearRect(0, 0, size.width, size.height);
  pen.drawImage(picture, 0, 0);
  const seen = cy.extent();
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.lineWidth = 1.5;
  const [left, top] = [Math.max(1, seen.x1 * scale + dx), Math.max(1, seen.y1 * scale + dy)];
  const [right, bottom] = [Math.min(size.width - 1, seen.x2 * scale + dx), Math.min(size.height - 1, seen.y2 * scale + dy)];
  pen.strokeRect(left, top, right - left, bottom - top);
}
