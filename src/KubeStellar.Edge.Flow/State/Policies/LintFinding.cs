namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Something in a policy's source that should not be there.</summary>
/// <param name="Rule">Id of the rule, for example <c>no-clock</c>.</param>
/// <param name="Certain">It cannot work, or would certainly make answers depend on more than arguments: the policy is refused. Else it is a suspicion to look at.</param>
/// <param name="File">File of the bundle.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Message">What is wrong, a sentence without a full stop.</param>
/// <param name="Remedy">What to do instead, or empty.</param>
public sealed record LintFinding(string Rule, bool Certain, string File, int Line, int Column, string Message, string Remedy)
{
    /// <summary><c>file:line:column</c>.</summary>
    public string Location => $"{File}:{Line}:{Column}";

    /// <summary>What is wrong and what to do, in one line.</summary>
    public string Sentence => Remedy.Length > 0 ? $"{Message}; {Remedy}" : Message;
}
