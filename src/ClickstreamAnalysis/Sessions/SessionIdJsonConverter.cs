using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Writes a session id as its text.</summary>
internal sealed class SessionIdJsonConverter : JsonConverter<SessionId>
{
    public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SessionId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("This text is not the id of a session.");

    public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[SessionId.MaxTextLength];
        writer.WriteStringValue(text[..value.Format(text)]);
    }
}
