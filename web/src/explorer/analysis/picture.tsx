// The picture of a derivation: boxes in layers that light up in order. Arrow keys walk along its lines.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { pictureOf, type Answer, type Box, type Line, type Picture } from "./derivation";

/** Draws the answer as far as it has come by a step; what comes later is faint, and after the last step all is there. Choosing a box gives its step. */
export function DerivationPicture(props: { of: Answer; step: number; choose: (step: number) => void }): JSX.Element {
  const [room, setRoom] = useState(Infinity);
  const picture = useMemo(() => pictureOf(props.of, room), [props.of, room]);
  const [at, setAt] = useState<string>();
  const svg = useRef<SVGSVGElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const measure = () => setRoom(roomIn(frame.current!));
    const watch = new ResizeObserver(measure);
    watch.observe(frame.current!);
    measure();
    return () => watch.disconnect();
  }, []);
  useEffect(() => show(frame.current, picture, picture.boxes.find((box) => box.step === props.step)), [picture, props.step]);
  const focused = picture.boxes.find((box) => box.key === at) ?? picture.boxes[0];
  const move = (to: Box | undefined) => {
    if (!to) return;
    setAt(to.key);
    svg.current?.querySelector<SVGGElement>(`[data-box="${CSS.escape(to.key)}"]`)?.focus();
  };
  const key = (event: KeyboardEvent, box: Box) => {
    if (event.key === "Enter" || event.key === " ") props.choose(box.step);
    else if (event.key.startsWith("Arrow")) move(neighbour(picture, box, event.key));
    else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} class="scroll derivation" role="region" aria-label="Picture of the derivation" tabIndex={0}>
      <svg ref={svg} width={picture.width + 2 * border} height={picture.height + 2 * border} viewBox={`-${border} -${border} ${picture.width + 2 * border} ${picture.height + 2 * border}`} role="group" aria-label="What is supposed, the conditions, the promises and those on whom they fall. Arrow keys walk along the lines.">
        {picture.titles.map((title) => (
          <text key={title.text} class="column" x={title.x} y={title.y}>
            {title.text}
          </text>
        ))}
        {picture.lines.map((line) => (
          <path key={`${line.from.key} ${line.to.key}`} class={lit(Math.max(line.from.step, line.to.step), props.step)} d={curve(line, picture)} aria-hidden="true" />
        ))}
        {picture.boxes.map((box) => (
          <g
            key={box.key}
            class={`box noun-${box.noun} ${lit(box.step, props.step)}${box.possible ? " possible" : ""}`}
            transform={`translate(${box.x} ${box.y})`}
            role="button"
            tabIndex={box === focused ? 0 : -1}
            data-box={box.key}
            onFocus={() => setAt(box.key)}
            onKeyDown={(event) => key(event, box)}
            onClick={() => props.choose(box.step)}
          >
            <title>{box.name}</title>
            <g aria-hidden="true">
              <rect width={picture.boxWidth} height={box.height} rx={box.noun === "actor" ? 16 : 4} />
              {box.lines.map((text, i) => (
                <text key={i} x={10} y={19 + i * 16} class={i === 0 && box.noun === "obligation" ? "change" : undefined}>
                  {text}
                </text>
              ))}
            </g>
          </g>
        ))}
      </svg>
    </div>
  );
}

const border = 2; // around the picture, for the strokes of its boxes

// roomIn gives how wide the picture may be, without the padding of its frame.
function roomIn(frame: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(frame);
  return Math.floor(frame.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)) - 2 * border;
}

// show scrolls the picture, and not the page, so that a box can be seen.
function show(frame: HTMLElement | null, { boxWidth }: Picture, box: Box | undefined) {
  if (!frame || !box) return;
  const seen = (start: number, size: number, from: number, room: number) => (start < from ? start - 8 : start + size + 16 > from + room ? start + size + 16 - room : from);
  frame.scrollTo(seen(box.x, boxWidth, frame.scrollLeft, frame.clientWidth), seen(box.y, box.height, frame.scrollTop, frame.clientHeight));
}

function lit(step: number, now: number): string {
  return step > now ? "later" : step === now ? "now" : "lit";
}

// curve draws a line from the end of a box to the beginning of the other; where layers stand one below the other, as an arc on their left, the
// farther out the longer it is.
function curve({ from, to }: Line, { boxWidth, down }: Picture): string {
  if (down) {
    const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
    const out = from.x - Math.min(from.x * 1.3, 10 + (y2 - y1) / 15);
    return `M${from.x} ${y1}C${out} ${y1} ${out} ${y2} ${to.x} ${y2}`;
  }
  const [x1, y1, x2, y2] = [from.x + boxWidth, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const bend = Math.max(15, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

// neighbour gives the box to which an arrow key leads: along a line, or up and down in the column.
function neighbour(picture: Picture, box: Box, key: string): Box | undefined {
  if (key === "ArrowRight") return picture.lines.find((line) => line.from === box)?.to;
  if (key === "ArrowLeft") return picture.lines.find((line) => line.to === box)?.from;
  const column = picture.boxes.filter((one) => one.column === box.column).sort((a, b) => a.y - b.y);
  return column[column.indexOf(box) + (key === "ArrowDown" ? 1 : -1)];
}
