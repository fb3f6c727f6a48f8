using System.Buffers;
using System.Text.Json;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Sessions of clicks as JSON, for topics and people.</summary>
public static class ClickSessions
{
    /// <summary>
    /// Writes a session as <c>{"type":"session","user":…,"start":…,"end":…,"events":…,"entryPage":…,"exitPage":…,"pageViews":…,
    /// "referrer":…,"campaign":…,"id":…,"revision":…}</c>, times in milliseconds since 1970, absent texts as null. Thread-safe.
    /// </summary>
    public static ISerde<Session<string, SessionFacts>> Serde { get; } = new SessionSerde();

    /// <summary>
    /// Writes a change as a session with <c>"change"</c> (<c>opened</c>, <c>updated</c>, <c>merged</c>, <c>closed</c>) and, for a
    /// merged one, <c>"survivor"</c>. Thread-safe.
    /// </summary>
    public static ISerde<SessionChange<string, SessionFacts>> ChangeSerde { get; } = new SessionChangeSerde();

    private static readonly JsonWriters Writers = new(new JsonWriterOptions { SkipValidation = true });

    private static void Write(Utf8JsonWriter json, in Session<string, SessionFacts> session)
    {
        json.WriteString("type"u8, "session"u8);
        json.WriteString("user"u8, session.Key);
        json.WriteNumber("start"u8, session.StartMs);
        json.WriteNumber("end"u8, session.EndMs);
        json.WriteNumber("events"u8, session.Events);
        json.WriteString("entryPage"u8, session.Facts.EntryPage);
        json.WriteString("exitPage"u8, session.Facts.ExitPage);
        json.WriteNumber("pageViews"u8, session.Facts.PageViews);
        json.WriteString("referrer"u8, session.Facts.Referrer);
        json.WriteString("campaign"u8, session.Facts.Campaign);
        json.WriteNumber("id"u8, session.IdMs);
        json.WriteNumber("revision"u8, session.Revision);
    }

    private static (Session<string, SessionFacts> Session, string? Change, long? Survivor) Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        string? user = null, change = null;
        long id = 0, start = 0, end = 0, events = 0, revision = 0;
        long? survivor = null;
        var facts = default(SessionFacts);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "user": user = reader.GetString(); break;
                    case "change": change = reader.GetString(); break;
                    case "survivor": survivor = reader.GetInt64(); break;
                    case "start": start = reader.GetInt64(); break;
                    case "end": end = reader.GetInt64(); break;
                    case "events": events = reader.GetInt64(); break;
                    case "id": id = reader.GetInt64(); break;
                    case "revision": revision = reader.GetInt64(); break;
                    case "entryPage": facts.EntryPage = reader.GetString(); break;
                    case "exitPage": facts.ExitPage = reader.GetString(); break;
                    case "pageViews": facts.PageViews = reader.GetInt64(); break;
                    case "referrer": facts.Referrer = reader.GetString(); break;
                    case "campaign": facts.Campaign = reader.GetString(); break;
                    default: reader.Skip(); break;
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new SerdeException("invalid-session", "These bytes are no session as JSON.", error);
        }

        return user is null
            ? throw new SerdeException("invalid-session", "This JSON is no session: it names no user.")
            : (new() { Key = user, IdMs = id, StartMs = start, EndMs = end, Events = events, Revision = revision, Facts = facts }, change, survivor);
    }

    private sealed class SessionSerde : ISerde<Session<string, SessionFacts>>
    {
        public Session<string, SessionFacts> Deserialize(ReadOnlySpan<byte> bytes) => Read(bytes).Session;

        public void Serialize(in Session<string, SessionFacts> value, IBufferWriter<byte> destination)
        {
            var json = Writers.Take(destination);
            json.WriteStartObject();
            Write(json, in value);
            json.WriteEndObject();
            json.Flush();
            Writers.Return(json);
        }
    }

    private sealed class SessionChangeSerde : ISerde<SessionChange<string, SessionFacts>>
    {
        public SessionChange<string, SessionFacts> Deserialize(ReadOnlySpan<byte> bytes)
        {
            var (session, change, survivor) = Read(bytes);
            return Enum.TryParse<SessionChangeKind>(change, ignoreCase: true, out var kind)
                ? new(kind, session, survivor)
                : throw new SerdeException("invalid-session-change", "This JSON names no change of a session.");
        }

        public void Serialize(in SessionChange<string, SessionFacts> value, IBufferWriter<byte> destination)
        {
            var json = Writers.Take(destination);
            json.WriteStartObject();
            Write(json, value.Session);
            json.WriteString("change"u8, value.Kind switch
            {
                SessionChangeKind.Opened => "opened"u8,
                SessionChangeKind.Updated => "updated"u8,
                SessionChangeKind.Merged => "merged"u8,
                _ => "closed"u8,
            });
            if (value.SurvivorIdMs is { } survivor)
            {
                json.WriteNumber("survivor"u8, survivor);
            }

            json.WriteEndObject();
            json.Flush();
            Writers.Return(json);
        }
    }
}
