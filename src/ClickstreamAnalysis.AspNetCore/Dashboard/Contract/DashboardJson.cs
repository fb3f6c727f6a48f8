using System.Text.Json.Serialization;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>
/// Generated serialization of what the dashboard receives, and of what instances tell each other. An instance of another version may leave
/// something out, which must not become a null where the code expects none.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Now))]
[JsonSerializable(typeof(Site))]
[JsonSerializable(typeof(FunnelList))]
[JsonSerializable(typeof(Clicks))]
[JsonSerializable(typeof(Engine))]
[JsonSerializable(typeof(LogMessages))]
[JsonSerializable(typeof(UserSessions))]
[JsonSerializable(typeof(InstancePart))]
internal sealed partial class DashboardJson : JsonSerializerContext;
