using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Partials to combine one after the other in one crossing: a step may use what an earlier one gave.</summary>
/// <param name="Inputs">What is given: values 0 to n-1.</param>
/// <param name="Steps">Pairs of values by number; the answer of step k is value n+k.</param>
/// <param name="Top">The value that <c>finish</c> gets last; none when negative.</param>
public sealed record FoldPlan(IReadOnlyList<JsonElement> Inputs, IReadOnlyList<(int Left, int Right)> Steps, int Top)
{
    /// <summary>How many values it answers with: one a step, and what <c>finish</c> made.</summary>
    public int Answers => Steps.Count + (Top < 0 ? 0 : 1);
}
