#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the pages of Markdown, prepares them for Doxygen, and takes the programs out of them.

    tools/pages.py check [ROOT]    checks README.md, CONTRIBUTING.md and docs/ below ROOT; prints a line for each fault, ends with 1 then
    tools/pages.py doxygen FILE    prints a page of docs/ as docs/Doxyfile needs it
    tools/pages.py programs FOLDER writes the programs of docs/guide and docs/labs to a folder, to be run there: 13_optimizers_2.cpp, ...

Faults are: a link to a file or a heading that does not exist; a section without content; <details> that stay open; a picture that no page
shows; a page that docs/index.md leaves out; in docs/guide a title without the page's number, no exercise with a solution that unfolds, no
link to trying_things_out.md, and another link at the end than to the next page. In docs/labs the last two as well, a title without the lab's
number, tasks in another order, a task without minutes or a solution that unfolds, and more than 90 minutes in all. In docs/teachers.md a program
or a picture that does not exist, and minutes of a block that are not the sum of its rows.
"""
import pathlib
import re
import sys


class Page:
    """A page, and its lines with blanks in place of code, `prose`. Lines are counted from 0."""

    def __init__(self, path):
        self.path = path
        self.lines = path.read_text(encoding="utf-8").splitlines()
        prose, fence = [], None
        for line in self.lines:
            mark = re.match(r" *(```+|~~~+)", line)
            prose.append(" " * len(line) if fence or mark else line)
            if mark:
                fence = None if fence else mark[1]
        self.prose = re.sub(r"`(?:[^`\n]|\n(?! *\n))*`", lambda code: re.sub(r"[^\n]", " ", code[0]), "\n".join(prose)).split("\n")

    def headings(self):
        """(line, level, text, anchor as on GitHub) of each heading."""
        result, count = [], {}
        for number, line in enumerate(self.lines):
            match = re.match(r"(#+) +(.*)", line)
            if match and self.prose[number].startswith("#"):
                text = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", match[2])
                anchor = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
                count[anchor] = count.get(anchor, -1) + 1
                result.append((number, len(match[1]), match[2], f"{anchor}-{count[anchor]}" if count[anchor] else anchor))
        return result

    def links(self):
        """(line, file, anchor, position of the target in the text) of each link and picture that leads into the repository."""
        text = "\n".join(self.prose)
        for match in re.finditer(r"(?<=\]\()[^()\s]+(?=\))|(?<=src=\")[^\"]+|(?<=href=\")[^\"]+", text):
            if not re.match(r"[a-z]+:", match[0]):
                file, _, anchor = match[0].partition("#")
                yield text.count("\n", 0, match.start()), (self.path.parent / file).resolve() if file else self.path, anchor, match.span()


class Check:
    def __init__(self, root):
        self.root = root.resolve()
        self.faults = []
        names = [self.root / "README.md", self.root / "CONTRIBUTING.md", *sorted((self.root / "docs").rglob("*.md"))]
        self.pages = {path: Page(path) for path in names if path.exists()}
        linked = set()
        for page in self.pages.values():
            linked |= self.links(page)
            self.sections(page)
            self.details(page)
        for picture in sorted((self.root / "docs/images").glob("*")):
            if picture not in linked:
                self.fault(picture, "no page shows it")
        index = self.pages[self.root / "docs/index.md"]
        linked = {link[1] for link in index.links()} | {index.path}
        for path in self.pages:
            if self.root / "docs" in path.parents and path not in linked:
                self.fault(path, "docs/index.md has no link to it")
        guide = [page for path, page in self.pages.items() if path.parent == self.root / "docs/guide"]
        labs = [page for path, page in self.pages.items() if path.parent == self.root / "docs/labs"]
        self.guide(guide)
        self.labs(labs)
        self.teachers(self.pages.get(self.root / "docs/teachers.md"))
        self.lead_on(guide)
        self.lead_on(labs)

    def fault(self, path, text, line=None):
        place = path.relative_to(self.root).as_posix()
        self.faults.append(f"{place}: {text}" if line is None else f"{place}:{line + 1}: {text}")

    def links(self, page):
        files = set()
        for line, file, anchor, _ in page.links():
            files.add(file)
            if not file.exists():
                self.fault(page.path, f"there is no file {file.name}", line)
            elif anchor and file.suffix == ".md":
                if anchor not in {heading[3] for heading in self.pages.get(file, Page(file)).headings()}:
                    self.fault(page.path, f"{file.name} has no heading #{anchor}", line)
        return files

    def sections(self, page):
        headings = page.headings()
        for (line, level, text, _), (end, below, *_) in zip(headings, headings[1:] + [(len(page.lines), 0)]):
            if below <= level and not any(content.strip() for content in page.lines[line + 1:end]):
                self.fault(page.path, f"the section \"{text}\" is empty", line)

    def details(self, page):
        opened = None
        tags = [(number, tag) for number, line in enumerate(page.prose) for tag in re.findall(r"</?details", line)]
        for number, tag in tags + [(len(page.prose), "<details")]:
            if tag == "<details":
                if opened is not None:
                    self.fault(page.path, "<details> does not end", opened)
                opened = number
            else:
                if opened is None:
                    self.fault(page.path, "</details> ends nothing", number)
                opened = None

    def guide(self, pages):
        for page in pages:
            number = int(page.path.name.partition("_")[0])
            if not page.lines[0].startswith(f"# {number}. "):
                self.fault(page.path, f"the title does not begin with {number}.", 0)
            exercise = "\n".join(page.prose).partition("\n## Exercise\n")[2]
            if "<details>" not in exercise:
                self.fault(page.path, "there is no section Exercise with <details>")

    def labs(self, pages):
        for page in pages:
            number = int(page.path.name.partition("_")[0])
            if not page.lines[0].startswith(f"# Lab {number}: "):
                self.fault(page.path, f"the title does not begin with Lab {number}:", 0)
            sections = [heading for heading in page.headings() if heading[1] == 2] + [(len(page.lines), 2, "", "")]
            tasks = [(line, text, end) for (line, _, text, _), (end, *_) in zip(sections, sections[1:]) if text.startswith("Task")]
            minutes = 0
            for count, (line, text, end) in enumerate(tasks, 1):
                heading = re.fullmatch(rf"Task {count}: .+ \((\d+) minutes\)", text)
                if heading:
                    minutes += int(heading[1])
                else:
                    self.fault(page.path, f"the heading is not \"Task {count}: ... (10 minutes)\"", line)
                if "<details><summary>Solution</summary>" not in page.prose[line:end]:
                    self.fault(page.path, f"task {count} has no solution that unfolds", line)
            if not 0 < minutes <= 90:
                self.fault(page.path, f"the tasks take {minutes} minutes, not 1 to 90")

    def teachers(self, page):
        if not page:
            return
        names = {name for name, _ in programs(self.root)} | {path.name for path in (self.root / "docs/images").glob("*.svg")}
        minutes, heading = 0, None
        for number, line in enumerate(page.lines + ["#"]):
            for name in re.findall(r"`(\d\d_\w+_\d+|\w+\.svg)`", line):
                if name not in names:
                    self.fault(page.path, f"there is no {name}", number)
            if line.startswith("#"):
                stated = re.search(r" \((\d+) minutes\)$", page.lines[heading]) if heading is not None else None
                if stated and int(stated[1]) != minutes:
                    self.fault(page.path, f"the rows take {minutes} minutes", heading)
                minutes, heading = 0, number
            row = re.search(r" \| (\d+) \|$", line)
            minutes += int(row[1]) if row else 0

    def lead_on(self, pages):
        for page, following in zip(pages, pages[1:] + [None]):
            if not any(file.name == "trying_things_out.md" for _, file, *_ in page.links()):
                self.fault(page.path, "there is no link to trying_things_out.md")
            last = re.fullmatch(r"Next: \[.+\]\((.+)\)\.", page.lines[-1])
            if not last or following and last[1] != following.path.name:
                self.fault(page.path, f"the last line is not the link to {following.path.name if following else 'what is next'}")


def for_doxygen(page, docs):
    """The text of a page of the folder `docs` with anchors for Doxygen, which does not know those of GitHub and has one set for all pages.
    The pages to which the index links become its children, in this order."""

    def label(path, anchor):
        return re.sub(r"\W", "_", path.relative_to(docs).with_suffix("").as_posix()) + (f"__{anchor}" if anchor else "")

    text = "\n".join(page.lines) + "\n"
    for _, file, anchor, (begin, end) in reversed(list(page.links())):
        if file.suffix == ".md" and docs in file.parents:
            text = f"{text[:begin]}#{label(file, anchor)}{text[end:]}"
        elif file.parent == docs / "images":  # Doxygen copies the pictures of Markdown to its folder, and leaves <img> as it is
            folder = "" if text[begin - 1] == '"' else "images/"
            text = f"{text[:begin]}{folder}{file.name}{text[end:]}"
    if page.path == docs / "index.md":
        return re.sub(r"^(\| |)\[(.*?)\]\(#(\w+)\)", r'\1@subpage \3 "\2"', text, flags=re.MULTILINE)
    lines = text.splitlines()
    for number, level, heading, anchor in page.headings():
        shown = re.sub(r"^([0-9]+)\. ", "\\1.\N{NO-BREAK SPACE}", heading)  # "2. Title" would become a list
        lines[number] = f"{'#' * level} {shown} {{#{label(page.path, anchor if level > 1 else '')}}}"
    for number, line in enumerate(page.prose):
        if re.search(r"</?details>", line):  # which Doxygen would close at the end of the paragraph
            lines[number] = f"@htmlonly[block]\n{line}\n@endhtmlonly"
    return "\n".join(lines) + "\n"


def programs(root):
    """(name, text) of each complete program of the guide and the labs: page and number, with lab_ before those of the labs."""
    for prefix, kind in (("", "guide"), ("lab_", "labs")):
        for page in sorted((root / "docs" / kind).glob("*.md")):
            blocks = re.findall(r"^```cpp\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
            for number, program in enumerate((block for block in blocks if "int main(" in block), 1):
                yield f"{prefix}{page.stem}_{number}", program


def write_programs(root, folder):
    """Writes all programs. Links in the folder lead to the files that programs read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("data", "examples"):
        if not (folder / name).exists():
            (folder / name).symlink_to(root / name)
    for name, program in programs(root):
        (folder / f"{name}.cpp").write_text(program, encoding="utf-8")
        print(f"{name}.cpp")


def main(arguments):
    if arguments[:1] == ["check"] and len(arguments) < 3:
        faults = Check(pathlib.Path(arguments[1]) if arguments[1:] else pathlib.Path(__file__).parent.parent).faults
        print(*faults, sep="\n", end="\n" if faults else "")
        return 1 if faults else 0
    if arguments[:1] == ["doxygen"] and len(arguments) == 2:
        page = Page(pathlib.Path(arguments[1]).resolve())
        print(for_doxygen(page, next(folder for folder in page.path.parents if folder.name == "docs")), end="")
        return 0
    if arguments[:1] == ["programs"] and len(arguments) == 2:
        write_programs(pathlib.Path(__file__).resolve().parent.parent, pathlib.Path(arguments[1]))
        return 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
