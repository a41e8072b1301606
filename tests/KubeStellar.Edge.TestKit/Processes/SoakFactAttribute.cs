using System.Runtime.CompilerServices;
using Xunit;

namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>A test of half a minute or more that <c>make soak</c> runs (KSE_SOAK=1), and <c>make test</c> leaves out.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SoakFactAttribute : FactAttribute
{
    /// <summary>Skipped where KSE_SOAK is not set.</summary>
    public SoakFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (Environment.GetEnvironmentVariable("KSE_SOAK") is not { Length: > 0 })
            Skip = "it takes long: make soak runs it";
    }
}
