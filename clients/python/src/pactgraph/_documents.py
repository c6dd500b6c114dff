"""Documents that ask for one list: read, made ready for pages, and told what columns their answer has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
    print_ast,
    visit,
)
from graphql.language import VariableDefinitionNode

from .errors import DocumentError

FIRST, AFTER, INNER = "pactgraphFirst", "pactgraphAfter", "pactgraphInner"
PAGE, MORE, REVISION = "pactgraphPage", "pactgraphMore", "pactgraphRevision"
# What a list says of its size, each under a name of our own; the first that it has counts what its pages hold.
TOTALS = {"totalGroups": "pactgraphGroups", "totalCount": "pactgraphTotal"}
OURS = frozenset({PAGE, MORE, REVISION, *TOTALS.values()})

# Where the things of a list stand in what is answered for it.
_ITEMS = ("nodes", "edges", "rows", "groups", "buckets", "cells", "hits", "paths", "effects")

Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True)
class Column:
    """One column: its name, where its values stand below a row, and of which type they are."""

    name: str
    path: tuple[str, ...]
    type: str
    categories: tuple[str, ...] | None
    owner: str
    """The type that has the field."""
    lists: tuple[tuple[str, int], ...]
    """The lists on the way, from outside in: what each is called, and how many steps of the path lead to it."""


@dataclass(frozen=True)
class Question:
    """A document that is ready to be sent page by page."""

    text: str
    items: tuple[str, ...]
    """Where the rows stand in an answer, by response keys."""
    root: str
    """The response key of the root field whose list it is."""
    kind: str
    """The type of that root field."""
    paged: bool
    totals: tuple[str, ...]
    """What the list says of its size; the first counts what its pages hold."""
    nested: bool
    columns: tuple[Column, ...]


def read(text: str, schema: GraphQLSchema, rows: str | None = None) -> Question:
    """Makes a document ready.

    ``rows`` names the list whose elements are the rows, by response keys such as ``"whatIf.effects"``; without it, it is the one
    list of the document's one root field. A list with ``first`` or ``last`` is taken at its word; all others are asked for whole.
    """
    try:
        document = parse(text, no_location=True)
    except GraphQLError as err:
        raise DocumentError(err.message, code="GRAPHQL_PARSE_FAILED", query=text) from err
    operation = _operation(document, text)
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    query = schema.query_type
    assert query is not None
    reader = _Reader(schema, fragments, text)
    root, kind = reader.root(query, operation.selection_set, rows)
    paged = _can_page(root, query) and not _bounded(root)
    rewritten = _rewrite(document, operation, schema, root if paged else None)
    items, columns = reader.columns(root, kind, rows)
    return Question(
        text=print_ast(rewritten.document),
        items=items,
        root=_key(root),
        kind=kind.name,
        paged=paged,
        totals=_totals_of(kind) if paged else (),
        nested=rewritten.nested,
        columns=tuple(columns),
    )


def is_mutation(text: str) -> bool:
    """Whether a document may change something; one that can't be read is left for the server to refuse."""
    try:
        document = parse(text, no_location=True)
    except GraphQLError:
        return False
    return any(isinstance(d, OperationDefinitionNode) and d.operation is not OperationType.QUERY for d in document.definitions)


def leaves(kind: Composite) -> Iterator[str]:
    """The fields of a type that are values and take no arguments, in the schema's order."""
    for name, field in kind.fields.items():
        if is_leaf_type(get_named_type(field.type)) and not field.args:
            yield name


def _operation(document: DocumentNode, text: str) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        raise DocumentError("a frame is made of a document with one query in it", query=text)
    return operations[0]


class _Reader:
    """Finds the list of a document, and the columns that are selected below it."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], text: str) -> None:
        self.schema, self.fragments, self.text = schema, fragments, text

    def root(self, query: Composite, selection: SelectionSetNode, rows: str | None) -> tuple[FieldNode, Composite]:
        found = [f for _, f in self.fields(query, selection) if not f.name.value.startswith("__") and f.selection_set is not None]
        if rows is not None:
            found = [f for f in found if _key(f) == rows.split(".")[0]]
        if len(found) != 1:
            names = ", ".join(_key(f) for f in found) or "none"
            raise DocumentError(
                f"a frame is made of one list, and the document has these: {names}; name one by rows=", query=self.text
            )
        return found[0], self.type_of(query, found[0])

    def type_of(self, parent: Composite, field: FieldNode) -> Composite:
        definition = parent.fields.get(field.name.value)
        kind = get_named_type(definition.type) if definition else None
        if not isinstance(kind, Composite):
            raise DocumentError(f"{parent.name} has no list or thing {field.name.value!r}", query=self.text)
        return kind

    def columns(self, root: FieldNode, kind: Composite, rows: str | None) -> tuple[tuple[str, ...], list[Column]]:
        """Where the rows stand, and their columns."""
        path: tuple[str, ...] = (_key(root),)
        assert root.selection_set is not None
        selection, chosen = root.selection_set, [] if rows is None else rows.split(".")[1:]
        while True:
            field = self._next(kind, selection, chosen, rows)
            if field is None:
                break
            assert field.selection_set is not None
            path, kind, selection = (*path, _key(field)), self.type_of(kind, field), field.selection_set
            if not chosen:
                break
        return path, _distinct(self.below(kind, selection, (), (), ()))

    def _next(self, kind: Composite, selection: SelectionSetNode, chosen: list[str], rows: str | None) -> FieldNode | None:
        inner = [f for _, f in self.fields(kind, selection) if f.selection_set is not None]
        if chosen:
            name = chosen.pop(0)
            found = [f for f in inner if _key(f) == name]
            if not found:
                raise DocumentError(f"rows={rows!r}: there is no list {name!r} in the document", query=self.text)
            return found[0]
        if rows is not None or (kind.name == "Matrix" and {"rows", "columns"} <= {f.name.value for f in inner}):
            return None
        found = [f for f in inner if f.name.value in _ITEMS and is_list_type(get_nullable_type(kind.fields[f.name.value].type))]
        if len(found) > 1:
            names = " and ".join(_key(f) for f in found)
            raise DocumentError(f"the document has {names}, each of which could be the rows: select one of them", query=self.text)
        return found[0] if found else None

    def fields(self, parent: Composite, selection: SelectionSetNode) -> Iterator[tuple[Composite, FieldNode]]:
        """The fields of a selection, those of fragments too, each with the type it is selected on."""
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield parent, node
            elif isinstance(node, (InlineFragmentNode, FragmentSpreadNode)):
                fragment = self.fragments.get(node.name.value) if isinstance(node, FragmentSpreadNode) else node
                if fragment is None:
                    raise DocumentError(f"there is no fragment {node.name.value!r}", query=self.text)  # type: ignore[union-attr]
                on = fragment.type_condition
                kind = self.schema.type_map.get(on.name.value) if on else parent
                if not isinstance(kind, Composite) and on is not None:
                    continue
                yield from self.fields(kind if isinstance(kind, Composite) else parent, fragment.selection_set)

    def below(
        self,
        kind: Composite,
        selection: SelectionSetNode,
        path: tuple[str, ...],
        shown: tuple[str, ...],
        lists: tuple[tuple[str, int], ...],
    ) -> Iterator[Column]:
        for parent, field in self.fields(kind, selection):
            name, key = field.name.value, _key(field)
            if key in OURS or name == "pageInfo":
                continue
            here = (*path, key)
            if name == "__typename":
                yield Column(".".join((*shown, key)), here, "String", None, parent.name, lists)
                continue
            definition = parent.fields.get(name)
            if definition is None:
                raise DocumentError(f"{parent.name} has no field {name!r}", query=self.text)
            named, label, around = get_named_type(definition.type), (*shown, key), lists
            if not is_leaf_type(named) and _passes_through(parent, name):
                label = shown
            if is_list_type(get_nullable_type(definition.type)):
                around = (*lists, (".".join(label), len(here)))
            if is_leaf_type(named):
                enum = tuple(named.values) if isinstance(named, GraphQLEnumType) else None
                yield Column(".".join(label), here, named.name, enum, parent.name, around)
            elif field.selection_set is not None and isinstance(named, Composite):
                yield from self.below(named, field.selection_set, here, label, around)


def _distinct(columns: Iterator[Column]) -> list[Column]:
    """Each place once; of two places with one name, the later is told apart by all of its path."""
    seen: dict[str, tuple[str, ...]] = {}
    out: list[Column] = []
    for column in columns:
        if seen.get(column.name) == column.path:
            continue
        name = column.name if column.name not in seen else ".".join(column.path)
        if name in seen:
            continue
        seen[name] = column.path
        out.append(replace(column, name=name))
    return out


def _passes_through(parent: Composite, name: str) -> bool:
    """Whether a field is part of how lists are written, and no part of a column's name."""
    if name in ("nodes", "edges", "rows"):
        return "pageInfo" in parent.fields
    return name == "node" and "cursor" in parent.fields


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias else field.name.value


def _can_page(field: FieldNode, parent: Composite) -> bool:
    definition = parent.fields.get(field.name.value)
    if definition is None:
        return False
    kind = get_named_type(definition.type)
    return isinstance(kind, Composite) and "pageInfo" in kind.fields and {"first", "after"} <= set(definition.args)


def _bounded(field: FieldNode) -> bool:
    return any(a.name.value in ("first", "last") for a in field.arguments or ())


def _totals_of(kind: Composite) -> tuple[str, ...]:
    return tuple(name for name in TOTALS if name in kind.fields)


@dataclass
class _Rewritten:
    document: DocumentNode
    nested: bool


def _rewrite(
    document: DocumentNode, operation: OperationDefinitionNode, schema: GraphQLSchema, root: FieldNode | None
) -> _Rewritten:
    """Gives the root list its page, every list in it a size and the word whether there is more, and the operation its revision."""
    query = schema.query_type
    assert query is not None
    info = TypeInfo(schema)
    nested = False

    class Pages(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
            nonlocal nested
            parent = info.get_parent_type()
            if not isinstance(parent, Composite) or not _can_page(node, parent) or _bounded(node) or node is root:
                return None
            if parent is query:
                return None
            nested = True
            return _with(node, [_argument("first", INNER)], [f"{MORE}: pageInfo {{ hasNextPage }}"])

    changed: DocumentNode = visit(document, TypeInfoVisitor(info, Pages()))
    definitions = []
    for definition in changed.definitions:
        if isinstance(definition, OperationDefinitionNode):
            definition = _with_operation(definition, root, query, nested)
        definitions.append(definition)
    return _Rewritten(DocumentNode(definitions=tuple(definitions)), nested)


def _with_operation(
    operation: OperationDefinitionNode, root: FieldNode | None, query: Composite, nested: bool
) -> OperationDefinitionNode:
    selections: list[SelectionNode] = []
    for node in operation.selection_set.selections:
        if root is not None and isinstance(node, FieldNode) and _key(node) == _key(root):
            kind = get_named_type(query.fields[node.name.value].type)
            assert isinstance(kind, GraphQLObjectType)
            more = [f"{PAGE}: pageInfo {{ hasNextPage endCursor }}", *(f"{TOTALS[name]}: {name}" for name in _totals_of(kind))]
            node = _with(node, [_argument("first", FIRST), _argument("after", AFTER)], more)
        selections.append(node)
    selections.append(_fields(f"{REVISION}: revision")[0])
    variables = list(operation.variable_definitions or ())
    if root is not None:
        variables += _variables(f"${FIRST}: Int, ${AFTER}: String")
    if nested:
        variables += _variables(f"${INNER}: Int")
    return OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=tuple(variables),
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )


def _with(field: FieldNode, arguments: Sequence[ArgumentNode], more: Sequence[str]) -> FieldNode:
    assert field.selection_set is not None
    names = {a.name.value for a in arguments}
    kept = [a for a in field.arguments or () if a.name.value not in names]
    selections = [*field.selection_set.selections, *_fields(" ".join(more))]
    return FieldNode(
        alias=field.alias,
        name=field.name,
        arguments=(*kept, *arguments),
        directives=field.directives,
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )


def _argument(name: str, variable: str) -> ArgumentNode:
    return ArgumentNode(name=NameNode(value=name), value=VariableNode(name=NameNode(value=variable)))


def _fields(text: str) -> tuple[SelectionNode, ...]:
    operation = parse("{" + text + "}", no_location=True).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return tuple(operation.selection_set.selections)


def _variables(text: str) -> tuple[VariableDefinitionNode, ...]:
    operation = parse(f"query ({text}) {{ x }}", no_location=True).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return tuple(operation.variable_definitions or ())


__all__ = ["Column", "Question", "is_mutation", "leaves", "read"]
