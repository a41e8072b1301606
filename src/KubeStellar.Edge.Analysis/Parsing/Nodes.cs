using Acornima.Ast;

namespace KubeStellar.Edge.Analysis.Parsing;

/// <summary>Goes through sources without recursion: one may nest as deep as it is long, and a stack that overflows takes the hub with it.</summary>
internal static class Nodes
{
    /// <summary>A node and all below it, in no order that anything may hang on.</summary>
    internal static IEnumerable<Node> Below(Node root, Patience patience)
    {
        var nodes = new Stack<Node>([root]);
        while (nodes.TryPop(out var node))
        {
            patience.Ask();
            yield return node;
            foreach (var child in node.ChildNodes)
            {
                nodes.Push(child);
            }
        }
    }
}
