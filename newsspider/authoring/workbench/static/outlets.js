// Arrow keys over a table of links.
const links = [...document.querySelectorAll(".outlets .name a")];
document.addEventListener("keydown", (event) => {
  const at = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
    document.querySelector(".brand").click();
  }
});
document.getElementById("wrong")?.scrollIntoView({ block: "center" });
