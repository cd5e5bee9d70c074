FETCH 1000 FROM verb_preview
