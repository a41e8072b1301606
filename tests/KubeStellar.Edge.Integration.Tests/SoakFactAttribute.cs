using System.Runtime.CompilerServices;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A test of half a minute or more that <c>make soak</c> runs (KSE_SOAK=1), and <c>make test</c> leaves out.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SoakFactAttribute : FactAttribute
{
    public SoakFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (Environment.GetEnvironmentVariable("KSE_SOAK") is not { Length: > 0 })
            Skip = "it takes long: make soak runs it";
    }
}
