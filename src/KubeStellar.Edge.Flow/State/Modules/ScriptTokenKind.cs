namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>What a token of a script is, as far as finding imports needs to know.</summary>
internal enum ScriptTokenKind
{
    End,
    Word,
    String,
    Mark,
    Other,
}
