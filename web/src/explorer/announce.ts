// What happens is also said, to those who can't see it: in one live region.

let region: HTMLElement | null = null;

/** Says a short sentence through the screen reader, once more if it is the one that was said before. */
export function announce(text: string) {
  region ??= document.getElementById("announcements");
  if (region) region.textContent = region.textContent === text ? text + "\u00a0" : text; // what doesn't change isn't read
}
