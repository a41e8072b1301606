using System.Collections.Immutable;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>A text in canonical JSON that has the mark of a handle in it.</summary>
/// <param name="Steps">Where: names of members and indexes of items.</param>
/// <param name="Start">Offset of its opening quote.</param>
/// <param name="End">Offset behind its closing quote.</param>
/// <param name="Text">The text: a handle where nobody cut it or joined anything to it.</param>
/// <param name="IsName">Whether it is the name of a member, where no handle may be.</param>
internal readonly record struct SealedPlace(ImmutableArray<string> Steps, int Start, int End, string Text, bool IsName)
{
    /// <summary>Where, for people: <c>data.token</c>, <c>spec.users.0.password</c>.</summary>
    public string Path => JsonPath.Show(Steps);
}
