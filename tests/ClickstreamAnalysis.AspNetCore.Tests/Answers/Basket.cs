using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

internal sealed record Basket(long Cents, int Items);

[JsonSerializable(typeof(Basket))]
internal sealed partial class Baskets : JsonSerializerContext;
