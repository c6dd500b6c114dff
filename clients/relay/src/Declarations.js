// Documents as an app on Relay would have them: a page of a connection that goes on, a fragment that loads itself again by
// a global id, and fragments on an interface and on an edge's properties.
const page = graphql`
  fragment Declarations_page on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "DeclarationsPageQuery") {
    declarations(first: $count, after: $cursor, orderBy: [{ field: SIGNED_ON, direction: DESC }])
      @connection(key: "Declarations_declarations") {
      totalCount
      edges {
        node {
          id
          ...Declarations_declaration
        }
      }
    }
  }
`;

const declaration = graphql`
  fragment Declarations_declaration on Declaration @refetchable(queryName: "DeclarationsDeclarationQuery") {
    title
    partyActions(first: 5) {
      edges {
        action
        date
        node {
          label
        }
      }
    }
    ...Declarations_entity
  }
`;

const entity = graphql`
  fragment Declarations_entity on Entity {
    label
    claims(first: 3) {
      nodes {
        field
        value
      }
    }
  }
`;

const query = graphql`
  query DeclarationsQuery($id: ID!) {
    node(id: $id) {
      id
      ...Declarations_declaration @alias
    }
    ...Declarations_page
  }
`;

const loaded = graphql`
  fragment Declarations_load on Load @refetchable(queryName: "DeclarationsLoadQuery") {
    revision
    counts {
      added
      changed
      removed
    }
  }
`;

const load = graphql`
  mutation DeclarationsLoadMutation($input: LoadInput!) {
    load(input: $input) {
      load {
        id
        label
        ...Declarations_load @alias
      }
      problems {
        file
        line
        column
        message
      }
    }
  }
`;
