package form

import "strconv"

// Item is a text to say or a question to ask, with every language that there is: what the door needs of a form.
type Item struct {
	ID       string
	Kind     string // say, one, many, text
	Required bool
	Text     map[string]string // by language, always with the source
	Choices  []ItemChoice
}

// ItemChoice is one answer that can be tapped.
type ItemChoice struct {
	ID   string
	Text map[string]string
}

// Items flattens the form into what is said and asked, in order. A scale becomes a choice of its numbers.
func (d Definition) Items() []Item {
	var out []Item
	say := func(name string, t Text) {
		if t.Source != "" {
			out = append(out, Item{ID: name, Kind: "say", Text: d.every(t)})
		}
	}
	say("greeting", d.Greeting)
	for _, q := range d.Questions {
		item := Item{ID: q.ID, Kind: q.Kind.plain(), Required: q.Required, Text: d.every(q.Text)}
		for _, c := range q.Choices {
			item.Choices = append(item.Choices, ItemChoice{c.ID, d.every(c.Text)})
		}
		if q.Kind == Scale {
			for n := q.Min; n <= q.Max; n++ {
				number := strconv.Itoa(n)
				item.Choices = append(item.Choices, ItemChoice{"n" + number, map[string]string{d.Source: number}})
			}
		}
		out = append(out, item)
	}
	say("closing", d.Closing)
	return out
}

func (k Kind) plain() string {
	switch k {
	case Many, Words:
		return string(k)
	}
	return string(One)
}

// every is the text in each language that has it; languages that the form no longer offers are left out.
func (d Definition) every(t Text) map[string]string {
	out := map[string]string{d.Source: t.Source}
	for _, language := range d.Languages {
		if text := t.In[language].Text; text != "" {
			out[language] = text
		}
	}
	return out
}
