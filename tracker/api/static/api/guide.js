// A button on every command, and on a phone the contents begin closed. Without this script the page is whole.
for (const code of document.querySelectorAll("pre > code.language-sh, pre > code.language-python, pre > code.language-json")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(code.textContent);
            button.textContent = "Copied";
        } catch {
            getSelection().selectAllChildren(code);
            button.textContent = "Selected";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    // Beside the block, so that it stays where it is while a long line scrolls.
    const frame = document.createElement("div");
    frame.className = "snippet";
    const block = code.parentElement;
    block.replaceWith(frame);
    frame.append(block, button);
}
if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".contents").open = false;
