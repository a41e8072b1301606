using Acornima;
using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>What is done with a name and the members that follow it, seen from the nodes around it.</summary>
internal static class Chains
{
    /// <param name="start">The name.</param>
    /// <param name="path">The nodes around it, outermost first.</param>
    internal static (Node Top, List<string> Members, ReferenceUse Use, Node? Call) Of(Node start, List<Node> path)
    {
        var top = start;
        var members = new List<string>();
        var i = path.Count - 1;
        for (; i >= 0; i--)
        {
            if (path[i] is MemberExpression member && member.Object == top)
            {
                members.Add(NameOf(member));
            }
            else if (path[i] is not ChainExpression)
            {
                break;
            }

            top = path[i];
        }

        var (use, call) = i < 0 ? (ReferenceUse.Read, null) : Use(top, path[i], members.Count > 0);
        return (top, members, use, call);
    }

    /// <summary>Name of the member; empty for one that is computed.</summary>
    internal static string NameOf(MemberExpression member) => member.Property switch
    {
        Identifier name when !member.Computed => name.Name,
        PrivateIdentifier name => "#" + name.Name,
        StringLiteral text => text.Value,
        _ => "",
    };

    /// <summary>Name of a property, method or field; empty for one that is computed.</summary>
    internal static string NameOf(Expression key, bool computed) => key switch
    {
        Identifier name when !computed => name.Name,
        PrivateIdentifier name => "#" + name.Name,
        StringLiteral text => text.Value,
        _ => "",
    };

    private static (ReferenceUse Use, Node? Call) Use(Node top, Node parent, bool member) => parent switch
    {
        AssignmentExpression assignment when assignment.Left == top => (ReferenceUse.Write, null),
        UpdateExpression => (ReferenceUse.Write, null),
        UnaryExpression { Operator: Operator.Delete } when member => (ReferenceUse.Write, null),
        UnaryExpression { Operator: Operator.TypeOf } when !member => (ReferenceUse.TypeOf, null),
        CallExpression call when call.Callee == top => (ReferenceUse.Call, call),
        CallExpression call when call.Arguments.Count > 0 && call.Arguments[0] == top => (ReferenceUse.Argument, call),
        NewExpression made when made.Callee == top => (ReferenceUse.New, made),
        TaggedTemplateExpression tagged when tagged.Tag == top => (ReferenceUse.Call, null),
        ForOfStatement loop when loop.Left == top => (ReferenceUse.Write, null),
        ForInStatement loop when loop.Left == top => (ReferenceUse.Write, null),
        ForOfStatement loop when loop.Right == top => (ReferenceUse.Iterate, null),
        SpreadElement => (ReferenceUse.Iterate, null),
        // Patterns that declare names are read elsewhere; one that is met on the way assigns.
        ArrayPattern or RestElement => (ReferenceUse.Write, null),
        AssignmentProperty property when property.Value == top => (ReferenceUse.Write, null),
        AssignmentPattern pattern when pattern.Left == top => (ReferenceUse.Write, null),
        ExportSpecifier or ExportDefaultDeclaration => (ReferenceUse.Export, null),
        _ => (ReferenceUse.Read, null),
    };
}
