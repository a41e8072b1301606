using System.Text.Json;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>Names of operations.</summary>
internal static class HostOperations
{
    /// <summary>The function of the kernel that does it.</summary>
    internal static string KernelName(this HostOperation operation) =>
        operation == HostOperation.Load ? "adopt" : JsonNamingPolicy.CamelCase.ConvertName(operation.ToString());

    /// <summary>The policy's function that is run, as people know it.</summary>
    internal static string FunctionName(this HostOperation operation) => operation switch
    {
        HostOperation.Select => "selects",
        HostOperation.Describe => "dependsOn",
        HostOperation.Cases => "place",
        HostOperation.Fold => "combine",
        _ => JsonNamingPolicy.CamelCase.ConvertName(operation.ToString()),
    };

    /// <summary>Whether it is about edges, so that the newest inventory must be there.</summary>
    internal static bool NeedsInventory(this HostOperation operation) =>
        operation is HostOperation.Place or HostOperation.Customize or HostOperation.Choose or HostOperation.Cases or HostOperation.Waves;
}
