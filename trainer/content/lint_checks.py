"""Lint over everything that the files hold: fixed items, variants of families, second solutions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trainer.content.families import AuthoredFamily
from trainer.content.library import Library
from trainer.domain.generators.family import Generated
from trainer.domain.items.content import SingleBest
from trainer.domain.items.lint.codes import KnownCodes, code_findings
from trainer.domain.items.lint.findings import Draft, LintFinding
from trainer.domain.items.lint.run import lint, lint_item
from trainer.domain.items.second_solution import Review, Standing, review_findings, standings
from trainer.domain.kernel.problems import Report


@dataclass(frozen=True, slots=True)
class Linted:
    """What lint found, problems and warnings without a reason, and how every item stands with its second solution."""

    findings: tuple[LintFinding, ...]
    standings: tuple[Standing, ...]

    @property
    def warnings(self) -> tuple[LintFinding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_problem)

    def report_problems(self, report: Report) -> None:
        """Adds what keeps the content from being published."""
        for finding in self.findings:
            if finding.is_problem:
                report.add("items", finding.slug, f"{finding.message} ({finding.rule})")


def lint_library(library: Library, known: KnownCodes | None = None) -> Linted:
    """Runs every rule. Codes are looked up where `known` is given; batches whose planted keys passed do not count."""
    drafts = [item.draft for item in library.items]
    reviews = {
        item.slug: Review(item.second_solution, item.settlement) for item in library.items if item.second_solution
    }
    standing = standings(drafts, reviews, library.batches)
    findings = [*lint(drafts, known)]
    findings += [finding for each in standing for finding in review_findings(each)]
    findings += _family_findings(library.families, known)
    slugs = {draft.slug for draft in drafts}
    keys = {draft.slug: draft.right.id for draft in drafts if draft.right}
    for batch in library.batches:
        if batch.lacks_plants:
            findings.append(LintFinding("", "second-solution", f"{batch.name} has too few planted keys"))
        findings += [
            LintFinding("", "second-solution", f"{batch.name} plants {option} for {slug}, which is its key")
            for slug, option in batch.planted.items()
            if keys.get(slug) == option
        ]
        findings += [
            LintFinding("", "second-solution", f"{batch.name} answers {each.slug}, which is no item")
            for each in batch.solutions
            if each.slug not in slugs and each.slug not in batch.withdrawn
        ]
    return Linted(tuple(findings), tuple(standing))


def _family_findings(families: Iterable[AuthoredFamily], known: KnownCodes | None) -> list[LintFinding]:
    """Problems of generated variants. What is chance in one variant (the longest option) gives no warning."""
    return [
        finding
        for authored in families
        for variant in authored.variants
        for finding in variant_problems(authored, variant, known)
    ]


def variant_problems(authored: AuthoredFamily, variant: Generated, known: KnownCodes | None) -> list[LintFinding]:
    """What lint finds in one variant. Where codes are odd on purpose, only that of the right option is looked up."""
    draft = variant_draft(authored, variant)
    if not authored.family.has_odd_codes:
        return [finding for finding in lint_item(draft, known) if finding.is_problem]
    found = [finding for finding in lint_item(draft) if finding.is_problem]
    if known and draft.right:
        content = replace(draft.content, stem="", response=SingleBest((draft.right,)))
        found += [each for each in code_findings(replace(draft, content=content), known) if each.is_problem]
    return found


def variant_draft(authored: AuthoredFamily, variant: Generated) -> Draft:
    """A variant as lint looks at it; its slug tells the seed."""
    slug = f"{authored.slug} seed {variant.seed}"
    return Draft(slug, authored.family.track, variant.content, variant.key, variant.explanation)
